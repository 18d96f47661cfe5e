//! Health endpoints for orchestrators: whether the process lives, and whether it takes calls.
//!
//! Orchestrators probe by address, so any `Host` will do, and they learn only the names of checks.

use std::sync::Arc;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use http::StatusCode;
use http::header::CACHE_CONTROL;

use crate::server::{Core, Readiness, Ready, Server};

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Where a GET is answered with 200 as long as the process lives; `/healthz` unless set. `None`
    /// turns it off.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let app: axum::Router = Hello::new().health_path("/live").ready_path(None).into_router();
    /// # let _ = app;
    /// ```
    #[must_use]
    pub fn health_path<'p>(mut self, path: impl Into<Option<&'p str>>) -> Self {
        self.settings.health_path = path.into().map(Into::into);
        self
    }

    /// Where a GET is answered with 200 while the server takes calls, and with 503 and the reasons
    /// once a shutdown began or a [check](Self::ready_check) has failed; `/readyz` unless set.
    /// `None` turns it off.
    #[must_use]
    pub fn ready_path<'p>(mut self, path: impl Into<Option<&'p str>>) -> Self {
        self.settings.ready_path = path.into().map(Into::into);
        self
    }
}

pub(super) fn routes<S: Send + Sync + 'static>(core: &Core<S>) -> Router {
    let settings = core.settings();
    let mut router = Router::new();
    if let Some(path) = &settings.health_path {
        router = router.route(path, get(async || said(StatusCode::OK, "ok".to_owned())));
    }
    if let Some(path) = &settings.ready_path {
        let checks = &settings.ready_checks;
        #[cfg(feature = "auth")]
        let checks = &[&checks[..], &super::authorization::checks(settings)].concat();
        let readiness = Arc::new(Readiness::new(checks, core.closing().clone()));
        #[cfg(feature = "legacy")]
        let clients = core.earlier_clients().clone();
        // Whoever wants to turn clients of earlier revisions away has to know whether any come.
        let ok = move || {
            #[cfg(feature = "legacy")]
            let clients = clients.to_string();
            #[cfg(not(feature = "legacy"))]
            let clients = "";
            if clients.is_empty() {
                "ok".to_owned()
            } else {
                format!("ok\nsessions of earlier revisions since the start:\n{clients}")
            }
        };
        router = router.route(
            path,
            get(move || async move {
                match readiness.now().await {
                    Ready::Yes => said(StatusCode::OK, ok()),
                    Ready::Closing => {
                        said(StatusCode::SERVICE_UNAVAILABLE, "shutting down".to_owned())
                    }
                    Ready::Failing(checks) => said(
                        StatusCode::SERVICE_UNAVAILABLE,
                        format!("failing: {}", checks.join(", ")),
                    ),
                }
            }),
        );
    }
    router
}

/// As plain text, of this moment only.
fn said(status: StatusCode, text: String) -> impl IntoResponse {
    (status, [(CACHE_CONTROL, "no-store")], text)
}
