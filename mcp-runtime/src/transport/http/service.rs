use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{Request, Response};
use tower::{Service, ServiceExt, service_fn};

use super::{answer, body, guard};
use crate::params::Principal;
use crate::server::{Core, Routed, route, start};

/// The MCP endpoint. Its future has no box of its own: axum puts it into one anyway.
pub(super) fn service<S: Send + Sync + 'static>(
    core: Arc<Core<S>>,
) -> impl Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send> + Clone + Send + Sync {
    service_fn(move |request| {
        let core = core.clone();
        async move { Ok(respond(core, request).await) }
    })
}

/// The MCP endpoint in front of everything else that a server has. A router takes a tenth of a call's time, so what
/// nearly all requests want is not routed.
pub(super) fn before<S: Send + Sync + 'static>(
    router: Router,
    core: Arc<Core<S>>,
) -> impl Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send> + Clone + Send + Sync {
    service_fn(move |request: Request<Body>| {
        let core = core.clone();
        let settings = core.settings();
        let elsewhere = (settings.cors || request.uri().path() != settings.path).then(|| router.clone());
        async move {
            match elsewhere {
                None => Ok(respond(core, request).await),
                Some(router) => Box::pin(router.oneshot(request)).await,
            }
        }
    })
}

async fn respond<S: Send + Sync + 'static>(core: Arc<Core<S>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let settings = core.settings();
    let mirrored = match guard::check(&parts, settings) {
        Ok(mirrored) => mirrored,
        Err(denied) => return answer::denied(&denied),
    };
    let body = match body::read(body, settings.body_limit, settings.body_timeout).await {
        Ok(body) => body,
        Err(denied) => return answer::denied(&denied),
    };
    match route(&core, &body, Some(&mirrored)) {
        Routed::Notified(_) => answer::accepted(),
        Routed::Answered(answered) => answer::of(answered),
        Routed::Call(route) => {
            let principal = parts.extensions.get().cloned().unwrap_or_else(Principal::anonymous);
            answer::call(start(core, &body, route, principal, Some(parts))).await
        }
    }
}
