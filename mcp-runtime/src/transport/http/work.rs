//! A process that works on tasks and answers no calls.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use super::connections::Connection;
use super::health;
use super::port::Port;
use super::serve::listen;
use crate::server::{ServeError, Server};
use crate::transport::signals::stop_signals;

/// Connections of those who ask how the worker is.
const MOST: usize = 32;

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Works on the tasks of a fleet, and answers no calls, until the process is told to stop
    /// (Ctrl-C, SIGTERM). Then it gives back what it works on, as far as that can be gone on with,
    /// within the [shutdown deadline](Self::shutdown_timeout); a second signal ends it at once.
    ///
    /// `health`: an address for `/healthz` and `/readyz`, if anybody asks.
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Count the words of a text.
    /// # #[mcp_tool(read_only, task)]
    /// # async fn count_words(text: String) -> usize { text.split_whitespace().count() }
    /// # mcp_server! { pub Words { name: "words", version: "1.0.0", tools: [count_words] } }
    /// # #[cfg(feature = "tasks-redis")]
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// use mcp_runtime::store::RedisStore;
    /// use mcp_runtime::task::RedisDispatch;
    ///
    /// let store = RedisStore::connect("redis://redis.internal/0?prefix=words").await?;
    /// let server = Words::new().dispatch(RedisDispatch::new(&store)).store(store);
    /// server.task_workers(32).work("127.0.0.1:8001".parse().ok()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the server can't start, or can't listen on the address; see [`ServeError`]. It can't
    /// start where no tool has tasks, where it has no worker for them, or where no
    /// [engine](Self::dispatch) brings it those of other processes.
    pub async fn work(self, health: Option<SocketAddr>) -> Result<(), ServeError> {
        let listener = match health {
            None => None,
            Some(address) => Some(listen(address).await?),
        };
        let server = self.open().await.map_err(ServeError::State)?;
        let (first, second) = stop_signals()?;
        server.work_until(listener, first, second).await
    }

    /// Works until `stop` resolves; otherwise like [`work`](Self::work).
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn work_with_shutdown(
        self,
        health: Option<TcpListener>,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let server = self.open().await.map_err(ServeError::State)?;
        server
            .work_until(health, stop, std::future::pending())
            .await
    }

    async fn work_until(
        self,
        health: Option<TcpListener>,
        stop: impl Future<Output = ()>,
        cut_off: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        let core = self.build()?;
        let name = core.definition().name;
        core.check_work()?;
        core.store().ping().await?;
        let router = health::routes(&core);
        let settings = core.settings();
        let answer = move |_: Connection, request: Request<Incoming>| {
            answer(router.clone(), request.map(Body::new))
        };
        let (head, idle) = (settings.header_read_timeout, settings.idle_timeout);
        let mut port = health.map(|health| Port::new(health, MOST, head, idle, answer));
        tracing::info!(
            "{name} works on up to {} tasks at a time",
            settings.task_workers
        );
        core.begin();
        // As long as it works, whoever asks is told how it is.
        let mut answering = pin!(async {
            if let Some(port) = &mut port {
                port.accept_all().await;
            }
            std::future::pending::<()>().await;
        });
        let (mut stop, mut cut_off) = (pin!(stop), pin!(cut_off));
        tokio::select! {
            () = &mut answering => {}
            () = &mut stop => {}
        }
        let deadline = settings.shutdown_timeout;
        tracing::info!("{name} ends, and gives its tasks back within {deadline:?}");
        core.closing().cancel();
        tokio::select! {
            () = &mut answering => {}
            ended = tokio::time::timeout(deadline, core.settle()) => if ended.is_err() {
                tracing::warn!(
                    ?deadline,
                    "tasks were still worked on at the shutdown deadline: they are left to others"
                );
            },
            () = &mut cut_off => {
                tracing::warn!("told to end once more: tasks are left to others as they are");
            }
        }
        Ok(())
    }
}

async fn answer(router: Router, request: Request<Body>) -> http::Response<Body> {
    let answered: Result<_, Infallible> = router.oneshot(request).await;
    answered.unwrap_or_else(|never| match never {})
}
