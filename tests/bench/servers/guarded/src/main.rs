//! A hand-written axum handler that keeps the promises this project makes: the guards of the
//! protocol in their order, JSON-RPC errors, keys given twice refused, arguments named that are
//! unknown, the server named in every result.

mod guard;
mod message;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header::CONTENT_TYPE, header::HeaderValue};
use axum::response::Response;
use axum::routing::post;
use axum::serve::ListenerExt;
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};

#[path = "../../runtime.rs"]
mod runtime;
#[path = "../../tools.rs"]
mod tools;

const BODY_LIMIT: usize = 4 << 20;

/// An error response: the HTTP status, JSON-RPC's code, what was wrong.
type Refusal = (StatusCode, i32, &'static str);

async fn mcp(request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let seen = match guard::check(&parts) {
        Ok(seen) => seen,
        Err(refusal) => return refused(refusal),
    };
    let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
        return refused((
            StatusCode::PAYLOAD_TOO_LARGE,
            -32600,
            "the body is too large",
        ));
    };
    match message::answer(&seen, &body.to_bytes()) {
        Ok(Some(body)) => json(StatusCode::OK, body),
        Ok(None) => response(StatusCode::ACCEPTED, Body::empty()),
        Err(refusal) => refused(refusal),
    }
}

fn refused((status, code, message): Refusal) -> Response {
    let error = serde_json::json!({ "jsonrpc": "2.0", "id": null, "error": { "code": code, "message": message } });
    json(status, error.to_string().into())
}

fn json(status: StatusCode, body: Bytes) -> Response {
    let mut response = response(status, body.into());
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn response(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}

fn main() -> std::io::Result<()> {
    runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", runtime::port())).await?;
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap_or_default());
        axum::serve(listener, Router::new().route("/mcp", post(mcp))).await
    })
}
