//! The endpoint and what is beside it, as routers of their own.

use std::sync::Arc;

use axum::Router;

use super::{cors, endpoint_routes, health, service};
use crate::server::{Core, Server, StartError};

/// A server's endpoint, and what anybody may ask for beside it; from
/// [`Server::into_routers`](crate::Server::into_routers).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Routers {
    /// The MCP endpoint alone, with the CORS preflights that it answers.
    pub endpoint: Router,
    /// The paths that need no token: the [health](crate::Server::health_path) and
    /// [readiness](crate::Server::ready_path) of the server, and, with the feature `auth`, the
    /// metadata that tells clients where to get a token.
    pub public: Router,
}

impl Routers {
    pub(super) fn of<S: Send + Sync + 'static>(core: Arc<Core<S>>) -> Self {
        let public = health::routes(&core);
        #[cfg(feature = "auth")]
        let public = public.merge(super::authorization::routes(&core));
        let endpoint = if core.settings().cors {
            let endpoint = cors::around(service::service(core.clone()), core.clone());
            endpoint_routes(core.settings(), endpoint)
        } else {
            endpoint_routes(core.settings(), service::service(core.clone()))
        };
        Self { endpoint, public }
    }
}

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// The same as [`into_router`](Self::into_router), with the endpoint apart from the probes, so
    /// that a layer can go around the endpoint alone: a probe carries no token.
    ///
    /// ```
    /// use axum::Router;
    /// use axum::extract::Request;
    /// use axum::http::StatusCode;
    /// use axum::middleware::{Next, from_fn};
    /// use axum::response::Response;
    /// use mcp_runtime::Routers;
    /// use mcp_runtime::prelude::*;
    ///
    /// /// Say hello.
    /// #[mcp_tool]
    /// fn hello() -> &'static str { "hello" }
    ///
    /// mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// /// Lets requests pass that carry a key.
    /// async fn with_key(request: Request, next: Next) -> Result<Response, StatusCode> {
    ///     match request.headers().contains_key("x-api-key") {
    ///         true => Ok(next.run(request).await),
    ///         false => Err(StatusCode::UNAUTHORIZED),
    ///     }
    /// }
    ///
    /// let Routers { endpoint, public, .. } = Hello::new().into_routers();
    /// let app: Router = endpoint.layer(from_fn(with_key)).merge(public);
    /// # let _ = app;
    /// ```
    ///
    /// # Panics
    ///
    /// When the server can't start; see [`try_into_routers`](Self::try_into_routers).
    pub fn into_routers(self) -> Routers {
        self.try_into_routers().unwrap_or_else(|e| panic!("{e}"))
    }

    /// The same as [`into_routers`](Self::into_routers), or the reasons why the server can't start.
    ///
    /// # Errors
    ///
    /// When no client could use what the server declares, or a setting can't be.
    pub fn try_into_routers(self) -> Result<Routers, StartError> {
        Ok(Routers::of(self.into_mounted()?))
    }
}
