//! Streamable HTTP, on axum.
//!
//! One service takes the whole request: guards, body, dispatch and answer in one place, without a layer for each.

mod answer;
mod body;
mod guard;
mod serve;
mod service;

use std::sync::Arc;

use axum::Router;

use crate::server::{Core, Server, StartError};

impl<S: Send + Sync + 'static> Server<S> {
    /// An [`axum::Router`] with the MCP endpoint, to serve or to mount into another one.
    ///
    /// # Panics
    ///
    /// When the server can't start; see [`try_into_router`](Self::try_into_router).
    pub fn into_router(self) -> Router {
        self.try_into_router().unwrap_or_else(|e| panic!("{e}"))
    }

    /// An [`axum::Router`] with the MCP endpoint, or the reasons why the server can't start.
    pub fn try_into_router(self) -> Result<Router, StartError> {
        let core = self.build()?;
        core.warn();
        Ok(router(core))
    }
}

fn router<S: Send + Sync + 'static>(core: Arc<Core<S>>) -> Router {
    let path = core.settings().path.clone();
    Router::new().route_service(&path, service::service(core))
}
