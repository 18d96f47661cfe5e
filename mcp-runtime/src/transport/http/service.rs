use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
#[cfg(feature = "legacy")]
use http::StatusCode;
use http::request::Parts;
use http::{Request, Response};
use tower::{Service, ServiceExt as _, service_fn};

#[cfg(feature = "legacy")]
use super::legacy;
use super::{answer, body, guard};
use crate::params::Principal;
use crate::server::{Core, Peer, Routed, route, start};

/// The MCP endpoint. Its future has no box of its own: axum puts it into one anyway.
pub(super) fn service<S: Send + Sync + 'static>(
    core: Arc<Core<S>>,
) -> impl Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send>
+ Clone
+ Send
+ Sync {
    service_fn(move |request| {
        let core = core.clone();
        async move { Ok(respond(core, request, None).await) }
    })
}

/// The answer to a request: of the MCP endpoint, in front of everything else that a server has. A
/// router takes a tenth of a call's time, so what nearly all requests want is not routed. `peer` is
/// at the other end of the connection.
pub(super) fn before<S: Send + Sync + 'static>(
    router: &Router,
    core: &Arc<Core<S>>,
    peer: IpAddr,
    request: Request<Body>,
) -> impl Future<Output = Response<Body>> + Send + use<S> {
    let (core, settings) = (core.clone(), core.settings());
    let elsewhere =
        (settings.cors || request.uri().path() != settings.path).then(|| router.clone());
    async move {
        match elsewhere {
            None => respond(core, request, Some(peer)).await,
            Some(router) => Box::pin(router.oneshot(request))
                .await
                .unwrap_or_else(|never| match never {}),
        }
    }
}

async fn respond<S: Send + Sync + 'static>(
    core: Arc<Core<S>>,
    request: Request<Body>,
    peer: Option<IpAddr>,
) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let settings = core.settings();
    let mirrored = match guard::check(&parts, settings) {
        Ok(mirrored) => mirrored,
        #[cfg(feature = "legacy")]
        Err(denied) if denied.status == StatusCode::METHOD_NOT_ALLOWED && !settings.modern_only => {
            return Box::pin(legacy::other_method(core, parts, &denied)).await;
        }
        Err(denied) => return answer::denied(&denied),
    };
    let body = match body::read(body, settings.body_limit, settings.body_timeout).await {
        Ok(body) => body,
        Err(denied) => return answer::denied(&denied),
    };
    let call = match route(&core, &body, Some(&mirrored)) {
        #[cfg(feature = "legacy")]
        Routed::Notified(_) if !settings.modern_only && legacy::has_session(&parts) => {
            let otherwise = answer::accepted();
            return Box::pin(legacy::message(core, parts, peer, body, otherwise)).await;
        }
        Routed::Notified(_) => return answer::accepted(),
        #[cfg(feature = "legacy")]
        Routed::Unread(refused) if !settings.modern_only => {
            let otherwise = answer::of(refused);
            return Box::pin(legacy::message(core, parts, peer, body, otherwise)).await;
        }
        Routed::Unread(answered) => return answer::of(answered),
        Routed::Answered(answered) => return answer::of(answered),
        Routed::Call(route) => {
            if core.limits().tell_callers_apart() {
                know(&mut parts, peer);
            }
            let principal = parts
                .extensions
                .get()
                .cloned()
                .unwrap_or_else(Principal::anonymous);
            start(core, &body, route, principal, Some(parts))
        }
    };
    // Nothing that led to the call is kept while it runs: each connection's future has room for
    // both otherwise.
    drop(body);
    answer::call(call).await
}

/// Notes where a request comes from. In another program's router, the program may know.
pub(super) fn know(parts: &mut Parts, peer: Option<IpAddr>) {
    let told = || {
        parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(peer)| peer.ip())
    };
    if let Some(peer) = peer.or_else(told) {
        parts.extensions.insert(Peer(peer));
    }
}
