use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use http::{Request, Response};
use tower::Service;

use super::{answer, body, guard};
use crate::params::Principal;
use crate::server::{Core, Routed, route, start};

/// The MCP endpoint.
#[derive(Debug)]
pub(super) struct McpService<S: 'static> {
    core: Arc<Core<S>>,
}

impl<S> McpService<S> {
    pub(super) fn new(core: Arc<Core<S>>) -> Self {
        Self { core }
    }
}

// Derived, it would ask for `S: Clone`.
impl<S> Clone for McpService<S> {
    fn clone(&self) -> Self {
        Self { core: self.core.clone() }
    }
}

impl<S: Send + Sync + 'static> Service<Request<Body>> for McpService<S> {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let core = self.core.clone();
        Box::pin(async move { Ok(respond(core, request).await) })
    }
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
        Routed::Answered(answered) => answer::of(answered),
        Routed::Tool(tool) => answer::call(start(core, &body, tool, Principal::anonymous(), Some(parts))).await,
    }
}
