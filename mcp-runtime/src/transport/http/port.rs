//! A port: it accepts connections as long as it is open, and ends them one by one.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::connection::{self, Terms};
use super::connections::{Connection, Connections};

/// How long clients are told that the server ends before it does. Whoever asks without a pause
/// learns it with an answer, and asks elsewhere.
const ANNOUNCEMENT: Duration = Duration::from_millis(500);

/// How long nothing is accepted where the system can't.
const PAUSE: Duration = Duration::from_millis(50);

/// A listener, and the connections that came by it. Dropping this cuts them off.
pub(super) struct Port<H> {
    listener: TcpListener,
    connections: Arc<Connections>,
    tasks: JoinSet<()>,
    terms: Terms,
    answer: H,
}

impl<H, F> Port<H>
where
    H: Fn(Connection, Request<Incoming>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    /// For so many connections, which may take their time.
    pub(super) fn new(
        listener: TcpListener,
        most: usize,
        head: Duration,
        idle: Duration,
        answer: H,
    ) -> Self {
        Self {
            listener,
            connections: Connections::new(most),
            tasks: JoinSet::new(),
            terms: Terms {
                head,
                idle,
                announcing: CancellationToken::new(),
                stopping: CancellationToken::new(),
            },
            answer,
        }
    }

    /// Goes on until it is dropped.
    pub(super) async fn accept_all(&mut self) {
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => self.take(stream, peer),
                    Err(error) => self.pause(&error).await,
                },
                Some(_) = self.tasks.join_next() => {}
            }
        }
    }

    fn take(&mut self, stream: TcpStream, peer: SocketAddr) {
        // Whoever finds no place is closed right away.
        let Some(place) = self.connections.enter() else {
            return;
        };
        // Without this an answer in two pieces waits for the client's delayed acknowledgement: 40
        // ms.
        let _ = stream.set_nodelay(true);
        let (terms, answer) = (self.terms.clone(), self.answer.clone());
        self.tasks
            .spawn(connection::serve(stream, peer, place, terms, answer));
    }

    /// A client that is gone again is no reason to wait; descriptors that have run out are.
    async fn pause(&self, error: &std::io::Error) {
        use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};

        if matches!(
            error.kind(),
            ConnectionAborted | ConnectionRefused | ConnectionReset
        ) {
            return;
        }
        if self.connections.is_news() {
            tracing::error!(%error, "no connection can be accepted; idle ones are closed to make \
                                     room");
        }
        self.connections.close_idle();
        tokio::time::sleep(PAUSE).await;
    }

    /// Says that the end is near, with every answer, for as long as those may take who ask without
    /// a pause.
    pub(super) async fn announce_end(&mut self) {
        self.terms.announcing.cancel();
        if self.tasks.is_empty() {
            return;
        }
        let _ = tokio::time::timeout(ANNOUNCEMENT, self.accept_all()).await;
    }

    /// Accepts no more, and lets each connection end once it has answered what it was asked.
    pub(super) async fn end(self) {
        let Self {
            listener,
            mut tasks,
            terms,
            ..
        } = self;
        drop(listener);
        terms.stopping.cancel();
        while tasks.join_next().await.is_some() {}
    }
}
