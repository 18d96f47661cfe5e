//! Where Prometheus reads what was counted.

use axum::Router;
use axum::routing::get;
use http::header::CONTENT_TYPE;

use crate::server::Metrics;
#[cfg(feature = "cli")]
use crate::server::Settings;

/// Connections of those who read them.
#[cfg(feature = "cli")]
const MOST: usize = 32;

impl Metrics {
    /// An [`axum::Router`] with `/metrics`, to be served on a port that clients don't reach: it
    /// tells the names of all that is called.
    pub fn into_router(self) -> Router {
        Router::new().route(
            "/metrics",
            get(async move || ([(CONTENT_TYPE, Self::CONTENT_TYPE)], self.text())),
        )
    }

    /// Serves them within the times of the server's own port. Goes on until it is dropped.
    #[cfg(feature = "cli")]
    pub(crate) async fn serve_with_shutdown(
        self,
        listener: tokio::net::TcpListener,
        settings: Settings,
    ) {
        use axum::body::Body;
        use http::Request;
        use hyper::body::Incoming;
        use tower::ServiceExt as _;

        let (router, hosts) = (self.into_router(), settings.hosts.clone());
        let answer = move |connection: super::connections::Connection,
                           request: Request<Incoming>| {
            let (parts, body) = request.into_parts();
            let checked = super::guard::check_operator(&parts, &hosts, connection.peer);
            let answer = router
                .clone()
                .oneshot(Request::from_parts(parts, Body::new(body)));
            async move {
                match checked {
                    Ok(()) => answer.await.unwrap_or_else(|never| match never {}),
                    Err(denied) => super::answer::denied(&denied),
                }
            }
        };
        let (head, idle) = (settings.header_read_timeout, settings.idle_timeout);
        super::port::Port::new(listener, MOST, head, idle, answer)
            .accept_all()
            .await;
    }
}
