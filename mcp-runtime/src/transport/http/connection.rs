//! The connections of a server that serves itself: each is a task of its own, and none is held for
//! ever by a client who does nothing.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::patience::Patient;
use super::service;
use super::traffic::{Asked, Traffic};
use crate::server::{Core, Server};

impl<S: Send + Sync + 'static> Server<S> {
    /// How long a client who has connected may take to send its first request's head; 15 seconds
    /// unless set. Then its connection is closed. [`serve`](Self::serve) minds this; a router of
    /// your own is served by whatever serves it.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// // Behind a balancer that keeps its connections for ten minutes.
    /// let server = Hello::new().head_timeout(Duration::from_secs(5)).idle_timeout(Duration::from_secs(620));
    /// server.serve("127.0.0.1:8000").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn head_timeout(mut self, timeout: Duration) -> Self {
        self.settings.head_timeout = timeout;
        self
    }

    /// How long a client may keep a connection on which nothing happens; 90 seconds unless set. It
    /// is closed when nothing is asked for so long, or up to twice that, and when a client reads
    /// nothing for so long of what is written to it, such as a stream.
    ///
    /// Set it above the time that a proxy in front keeps its connections (nginx: 60 seconds), or
    /// the proxy may send a request on one that is just closed. [`serve`](Self::serve) minds this;
    /// a router of your own is served by whatever serves it.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.settings.idle_timeout = timeout;
        self
    }
}

/// Serves a connection to its end. Once `stopping` is cancelled, what has been asked is answered,
/// and that is all.
pub(super) async fn serve<S: Send + Sync + 'static>(
    stream: TcpStream,
    peer: IpAddr,
    core: Arc<Core<S>>,
    router: Router,
    stopping: CancellationToken,
) {
    let (head, idle) = (core.settings().head_timeout, core.settings().idle_timeout);
    let traffic = Arc::new(Traffic::default());
    let requests = traffic.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let asked = Asked::new(requests.clone());
        let answer = service::before(&router, &core, peer, request.map(Body::new));
        async move { Ok::<_, Infallible>(asked.until_sent(answer.await)) }
    });
    let builder = builder();
    let mut connection = pin!(builder.serve_connection(
        TokioIo::new(Patient::new(stream, idle, traffic.clone())),
        service
    ));
    // Watched by a task of its own: here, each request would look at the clock.
    let (closing, watched) = (stopping.child_token(), traffic.clone());
    let ceased = closing.clone();
    let _watch = AbortOnDropHandle::new(tokio::spawn(async move {
        watched.ceases(head, idle).await;
        ceased.cancel();
    }));
    tokio::select! {
        biased;
        // Broken or closed: nobody is there to tell.
        _ = connection.as_mut() => return,
        () = closing.cancelled() => {}
    }
    if traffic.now() == (0, 0) && !stopping.is_cancelled() {
        return;
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        _ = connection => {}
        // Half a request has come, and the rest doesn't.
        () = traffic.ceases(head, head) => {}
    }
}

#[cfg(not(feature = "http2"))]
fn builder() -> Builder<TokioExecutor> {
    Builder::new(TokioExecutor::new()).http1_only()
}

#[cfg(feature = "http2")]
fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // One connection carries many streams, so that whether its client is still there is asked.
    builder
        .http2()
        .timer(hyper_util::rt::TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30));
    builder
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep};

    use http::Response;

    use super::*;

    const HEAD: Duration = Duration::from_secs(10);
    const IDLE: Duration = Duration::from_secs(60);

    async fn ceased(traffic: &Traffic) -> Duration {
        let start = Instant::now();
        traffic.ceases(HEAD, IDLE).await;
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_who_asks_nothing_has_less_time_than_one_who_has_asked() {
        let traffic = Arc::new(Traffic::default());
        assert_eq!(ceased(&traffic).await.as_secs(), 10);
        drop(Asked::new(traffic.clone()));
        let traffic = Arc::new(Traffic::default());
        let asking = async {
            sleep(Duration::from_secs(5)).await;
            drop(Asked::new(traffic.clone()));
        };
        let ((), after) = tokio::join!(asking, ceased(&traffic));
        assert_eq!(after.as_secs(), 70);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_may_take_its_time() {
        let traffic = Arc::new(Traffic::default());
        let asked = Asked::new(traffic.clone());
        let answering = async {
            sleep(Duration::from_secs(3600)).await;
            drop(asked.until_sent(Response::new(Body::from_stream(
                futures_util::stream::pending::<Result<String, Infallible>>(),
            ))));
        };
        let ((), after) = tokio::join!(answering, ceased(&traffic));
        assert!((3660..=3720).contains(&after.as_secs()), "{after:?}");
    }
}
