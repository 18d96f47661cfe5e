//! Where Prometheus reads what was counted.

use axum::Router;
use axum::routing::get;
use http::header::CONTENT_TYPE;

use crate::server::Metrics;

impl Metrics {
    /// An [`axum::Router`] with `/metrics`, to be served on a port that clients don't reach: it
    /// tells the names of all that is called.
    pub fn into_router(self) -> Router {
        Router::new().route(
            "/metrics",
            get(async move || ([(CONTENT_TYPE, Self::CONTENT_TYPE)], self.text())),
        )
    }

    /// Goes on until it is dropped.
    #[cfg(feature = "cli")]
    pub(crate) async fn serve_on(self, listener: tokio::net::TcpListener) {
        if let Err(error) = axum::serve(listener, self.into_router()).await {
            tracing::error!(%error, "metrics are no longer served");
        }
    }
}
