//! The connections of a server that serves itself: each is a task of its own, and none is held for
//! ever by a client who does nothing.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::body::Body;
use futures_util::FutureExt as _;
use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, Version};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::connections::{Connection, ConnectionSlot};
use super::traffic::Asked;
use super::write_timeout::WriteTimeoutStream;
use crate::server::Server;

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
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
    /// let server = Hello::new().header_read_timeout(Duration::from_secs(5)).idle_timeout(Duration::from_secs(620));
    /// server.serve("127.0.0.1:8000").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn header_read_timeout(mut self, timeout: Duration) -> Self {
        self.settings.header_read_timeout = timeout;
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

    /// How many connections may be open at a time; 10,000 unless set, or as many as the process has
    /// file descriptors for, but for a quarter of them or 128. Beyond that, one on which nothing is
    /// asked makes room; where all are in use, a call is refused with HTTP status 503, and only the
    /// health paths still answer. [`serve`](Self::serve) minds this; a router of your own is served
    /// by whatever serves it.
    #[must_use]
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.settings.max_connections = connections;
        self
    }

    /// How many bytes of messages the server may hold at a time; 64 MiB unless set, and twice the
    /// [`body_limit`](Self::body_limit) at least. A body counts while it arrives and as long as its
    /// call needs it, an answer until its client has read it. Beyond that, requests are refused
    /// with HTTP status 503. The same happens, once half is used up, to the requests of a caller
    /// who has an eighth already. A body that comes in one piece and an answer count only from 16
    /// KiB on.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// // Its tools answer with whole files, and the machine is large.
    /// let server = Hello::new().max_bytes_in_flight(1 << 30);
    /// assert_eq!(server.limits().max_bytes_in_flight(), 1 << 30);
    /// ```
    #[must_use]
    pub fn max_bytes_in_flight(mut self, bytes: usize) -> Self {
        self.settings.max_bytes_in_flight = bytes;
        self
    }
}

/// The greatest head of a request, in bytes, and so what each connection keeps of what it reads.
const HEAD_LIMIT: usize = 64 << 10;

/// How many bytes an HTTP/2 client may send before the server has taken them in: on a connection,
/// and on one of its streams. So many can wait in memory without being counted.
#[cfg(feature = "http2")]
const CONNECTION_WINDOW: u32 = 512 << 10;
#[cfg(feature = "http2")]
const STREAM_WINDOW: u32 = 256 << 10;

/// How long a client may stand still once the server ends.
const GRACE: Duration = Duration::from_secs(1);

/// A port's timeouts, and the tokens that end its connections.
#[derive(Clone)]
pub(super) struct Terms {
    /// See [`Server::header_read_timeout`].
    pub(super) head: Duration,
    /// See [`Server::idle_timeout`].
    pub(super) idle: Duration,
    /// Cancelled when the end is near, and clients are told so with what they are answered.
    pub(super) announcing: CancellationToken,
    /// Cancelled when what has been asked is still answered, and that is all.
    pub(super) stopping: CancellationToken,
}

/// Serves a connection to its end.
pub(super) async fn serve<F: Future<Output = Response<Body>> + Send + 'static>(
    stream: TcpStream,
    peer: SocketAddr,
    place: ConnectionSlot,
    terms: Terms,
    answer: impl Fn(Connection, Request<Incoming>) -> F + Send + Sync + 'static,
) {
    let traffic = place.traffic.clone();
    let (requests, asking) = (traffic.clone(), place.connection(peer));
    let (announcing, is_surplus) = (terms.announcing.clone(), asking.is_surplus);
    let service = service_fn(move |request: Request<Incoming>| {
        let asked = Asked::new(requests.clone());
        let is_http1 = request.version() < Version::HTTP_2;
        #[cfg(feature = "http2")]
        requests.is_of(request.version());
        let answer = answer(asking.clone(), request);
        let announcing = announcing.clone();
        // Not an `async` block, which would have room for the answer's future twice, and hyper moves
        // it for each request.
        answer.map(move |response| {
            let mut response = asked.until_sent(response);
            if is_http1 && (is_surplus || announcing.is_cancelled()) {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
            }
            Ok::<_, Infallible>(response)
        })
    });
    let builder = builder();
    let stream = WriteTimeoutStream::new(stream, terms.idle, traffic.clone());
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let head = if is_surplus {
        terms.head.min(GRACE)
    } else {
        terms.head
    };
    // Watched by a task of its own: here, each request would look at the clock.
    let (closing, watched) = (terms.stopping.child_token(), traffic.clone());
    let (ceased, idle, close) = (closing.clone(), terms.idle, place.close.clone());
    let _watch = AbortOnDropHandle::new(tokio::spawn(async move {
        tokio::select! {
            () = watched.ceases((0, 0), head, idle) => {}
            () = close.cancelled() => {}
        }
        ceased.cancel();
    }));
    let announced = async {
        terms.announcing.cancelled().await;
        // Over HTTP/1, each answer announces the end: a request that is on its way is still taken.
        if !traffic.ends_by_frame() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        biased;
        // Broken or closed: nobody is there to tell.
        _ = connection.as_mut() => return,
        () = closing.cancelled() => {}
        () = announced => {}
    }
    if traffic.now() == (0, 0) && !terms.stopping.is_cancelled() {
        return;
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        _ = connection => {}
        // Half a request has come, and the rest doesn't; or an answer isn't read.
        () = traffic.stands_still(GRACE) => {}
    }
}

#[cfg(not(feature = "http2"))]
fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().max_buf_size(HEAD_LIMIT);
    builder
}

#[cfg(feature = "http2")]
fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().max_buf_size(HEAD_LIMIT);
    // One connection carries many streams, so that whether its client is still there is asked.
    builder
        .http2()
        .max_header_list_size(HEAD_LIMIT as u32)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .initial_stream_window_size(STREAM_WINDOW)
        .max_send_buf_size(HEAD_LIMIT)
        .timer(hyper_util::rt::TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30));
    builder
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, sleep};

    use std::sync::Arc;

    use super::super::traffic::Traffic;
    use super::*;

    const HEAD: Duration = Duration::from_secs(10);
    const IDLE: Duration = Duration::from_secs(60);

    async fn ceased(traffic: &Traffic) -> Duration {
        let start = Instant::now();
        traffic.ceases((0, 0), HEAD, IDLE).await;
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_who_asks_nothing_has_less_time_than_one_who_has_asked() {
        let traffic = Arc::new(Traffic::default());
        assert_eq!(ceased(&traffic).await.as_secs(), 10);
        drop(Asked::new(traffic.clone()));
        assert_eq!(
            ceased(&traffic).await.as_secs(),
            70,
            "also of one that asks before anybody watches"
        );
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

    /// The kinds of HTTP/2's frames that come until the connection ends or one is of this kind.
    #[cfg(feature = "http2")]
    async fn frames(client: &mut TcpStream, last: u8) -> Vec<u8> {
        use tokio::io::AsyncReadExt as _;

        let mut kinds = Vec::new();
        let mut head = [0; 9];
        while kinds.last() != Some(&last) && client.read_exact(&mut head).await.is_ok() {
            let mut payload = vec![0; usize::from(u16::from_be_bytes([head[1], head[2]]))];
            client
                .read_exact(&mut payload)
                .await
                .expect("a whole frame");
            kinds.push(head[3]);
        }
        kinds
    }

    #[cfg(feature = "http2")]
    #[tokio::test]
    async fn clients_of_http2_are_told_of_the_end_before_it_comes() {
        use tokio::io::AsyncWriteExt as _;
        use tokio::net::TcpListener;

        use super::super::connections::Connections;

        const HEADERS: u8 = 1;
        const GOAWAY: u8 = 7;
        /// The preface, empty settings, and `GET /` at `localhost` by HPACK's static table.
        const OPENING: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\
            \0\0\x0e\x01\x05\0\0\0\x01\x82\x86\x84\x41\x09localhost";

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(address).await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        let terms = Terms {
            head: HEAD,
            idle: IDLE,
            announcing: CancellationToken::new(),
            stopping: CancellationToken::new(),
        };
        let place = Connections::new(1).enter().unwrap();
        let answer = |_, _| std::future::ready(Response::new(Body::empty()));
        let serving = tokio::spawn(serve(stream, peer, place, terms.clone(), answer));
        client.write_all(OPENING).await.unwrap();
        assert!(frames(&mut client, HEADERS).await.contains(&HEADERS));
        terms.announcing.cancel();
        assert!(frames(&mut client, GOAWAY).await.contains(&GOAWAY));
        drop(client);
        serving.await.unwrap();
    }
}
