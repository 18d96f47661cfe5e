//! Where an app runs: an origin of its own, which has nothing but this one page, under the policy
//! that the app declared.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use super::policy::Declared;
use crate::server::Settings;
use crate::transport::http::port::Port;

const PAGE: &str = include_str!("page/sandbox.html");

/// The sandbox for the playground on this port: where it is, and what serves it.
/// Connections of the browsers of one developer.
const MOST: usize = 64;

pub(super) async fn open(
    playground: u16,
    settings: &Settings,
) -> std::io::Result<(SocketAddr, impl Future<Output = ()> + use<>)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let router = Router::new().route(
        "/",
        get(async move |request: Request<Body>| answer(&request, address, playground)),
    );
    let answer = move |_, request: Request<Incoming>| {
        let answer = router.clone().oneshot(request.map(Body::new));
        async move { answer.await.unwrap_or_else(|never| match never {}) }
    };
    let (head, idle) = (settings.header_read_timeout, settings.idle_timeout);
    let mut port = Port::new(listener, MOST, head, idle, answer);
    let serving = async move { port.accept_all().await };
    Ok((address, serving))
}

fn answer(request: &Request<Body>, address: SocketAddr, playground: u16) -> Response<Body> {
    let hosts: Vec<&HeaderValue> = request.headers().get_all(HOST).iter().collect();
    // Only under its own name: under another one, it could be of that one's origin.
    if !matches!(hosts[..], [host] if host.as_bytes() == address.to_string().as_bytes()) {
        return refused(
            StatusCode::FORBIDDEN,
            "The sandbox has another `Host`".to_owned(),
        );
    }
    let policy = match Declared::read(request.uri().query().unwrap_or_default()) {
        Ok(declared) => declared.policy(playground),
        Err(wrong) => {
            return refused(
                StatusCode::BAD_REQUEST,
                format!("No origin for a policy: {wrong}"),
            );
        }
    };
    let Ok(policy) = HeaderValue::try_from(policy) else {
        return refused(
            StatusCode::BAD_REQUEST,
            "No policy can be made of these origins".to_owned(),
        );
    };
    let mut response = Response::new(Body::from(PAGE));
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // No document of another port of this machine shares it, whatever `document.domain` says.
    headers.insert(
        HeaderName::from_static("origin-agent-cluster"),
        HeaderValue::from_static("?1"),
    );
    response
}

fn refused(status: StatusCode, reason: String) -> Response<Body> {
    let mut response = Response::new(Body::from(reason));
    *response.status_mut() = status;
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
