//! Streamable HTTP, on axum.
//!
//! One service takes the whole request: guards, body, dispatch and answer in one place, without a
//! layer for each.

mod answer;
#[cfg(feature = "auth")]
mod authorization;
mod body;
mod connection;
mod connections;
mod cors;
mod counted;
#[cfg(all(feature = "auth", any(debug_assertions, feature = "playground")))]
mod dev_issuer;
mod events;
mod guard;
mod health;
#[cfg(feature = "legacy")]
mod legacy;
#[cfg(feature = "prometheus")]
mod metrics;
mod peer;
#[cfg(any(debug_assertions, feature = "playground"))]
mod playground;
mod port;
mod routers;
mod serve;
mod service;
mod traffic;
mod unguarded;
mod work;
mod write_timeout;

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{Request, Response};
use tower::Service;

pub use routers::Routers;

use crate::server::{Core, Server, Settings, StartError};

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// An [`axum::Router`] with the MCP endpoint, to serve or to mount into another one. It has
    /// `/healthz` and `/readyz` as well, unless [`health_path`](Self::health_path) and
    /// [`ready_path`](Self::ready_path) say otherwise.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let app: axum::Router = axum::Router::new().nest("/api", Hello::new().into_router());
    /// # let _ = app;
    /// ```
    ///
    /// # Panics
    ///
    /// When the server can't start; see [`try_into_router`](Self::try_into_router).
    pub fn into_router(self) -> Router {
        self.try_into_router().unwrap_or_else(|e| panic!("{e}"))
    }

    /// An [`axum::Router`] with the MCP endpoint, or the reasons why the server can't start.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let error = Hello::new().path("mcp").try_into_router().unwrap_err();
    /// assert_eq!(error.to_string(), "the server `hello` can't start:\n  - the path `mcp` must be a plain one, such as `/mcp`");
    /// ```
    pub fn try_into_router(self) -> Result<Router, StartError> {
        Ok(router(self.into_mounted()?))
    }

    /// Builds the server for a router of another program, unless something is wrong with it.
    fn into_mounted(self) -> Result<Arc<Core<S>>, StartError> {
        #[cfg(feature = "auth")]
        self.check_dev_issuer(None)?;
        let core = self.build()?;
        core.check_open()?;
        core.check_exposure(None)?;
        core.warn();
        core.begin();
        Ok(core)
    }
}

fn router<S: Send + Sync + 'static>(core: Arc<Core<S>>) -> Router {
    let Routers { endpoint, public } = Routers::of(core);
    endpoint.merge(public)
}

/// The endpoint at its path, with a slash at the end and without.
fn endpoint_routes<E>(settings: &Settings, endpoint: E) -> Router
where
    E: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    E::Future: Send + 'static,
{
    let router = Router::new().route_service(&settings.path, endpoint.clone());
    match settings.other_path() {
        Some(path) => router.route_service(&path, endpoint),
        None => router,
    }
}
