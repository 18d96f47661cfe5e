//! Traffic of a connection: its requests, how long it is idle, and whether its client still writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use futures_util::task::AtomicWaker;
use http::Response;
#[cfg(feature = "http2")]
use http::Version;
use http_body_util::BodyExt as _;
use tokio_util::sync::CancellationToken;

/// Requests of a connection, and answers that wait to be read: how many have begun, and how many
/// have been answered or taken.
#[derive(Default)]
pub(super) struct Traffic {
    begun: AtomicUsize,
    ended: AtomicUsize,
    /// How often something was read or written.
    moved: AtomicUsize,
    /// Whether nothing more can be written.
    stalled: AtomicBool,
    /// Requests that have come as a whole, and whose answers are on their way.
    answering: AtomicUsize,
    half_closed: CancellationToken,
    /// Whether it is HTTP/2, as far as is known.
    #[cfg(feature = "http2")]
    is_http2: AtomicBool,
    /// Whoever wants to know that the client writes no more.
    reader: AtomicWaker,
}

impl Traffic {
    pub(super) fn now(&self) -> (usize, usize) {
        (self.begun.load(Relaxed), self.ended.load(Relaxed))
    }

    /// Whether nothing is being asked or answered.
    pub(super) fn is_idle(&self) -> bool {
        let (begun, ended) = self.now();
        begun == ended
    }

    /// Resolves once nothing was asked for `first` after there was as much as `before`, or for
    /// `then` after that, and nothing is being answered. It looks from time to time, so that
    /// requests pass without a timer each.
    pub(super) async fn ceases(&self, mut before: (usize, usize), first: Duration, then: Duration) {
        let mut wait = first;
        loop {
            tokio::time::sleep(wait).await;
            let now = self.now();
            if now == before && now.0 == now.1 {
                return;
            }
            (before, wait) = (now, then);
        }
    }

    /// Resolves once nothing was read or written for so long while nothing but the client is waited
    /// for: for the rest of what it sends, or until it reads.
    pub(super) async fn stands_still(&self, limit: Duration) {
        loop {
            let before = self.moved.load(Relaxed);
            tokio::time::sleep(limit).await;
            let waits_for_client = self.answering.load(SeqCst) == 0 || self.stalled.load(Relaxed);
            if self.moved.load(Relaxed) == before && waits_for_client {
                return;
            }
        }
    }

    #[cfg(feature = "http2")]
    pub(super) fn is_of(&self, version: Version) {
        if version == Version::HTTP_2 {
            self.is_http2.store(true, Relaxed);
        }
    }

    /// Whether the client learns by a frame (GOAWAY) that the server ends, after which it sends no
    /// more requests.
    #[cfg(feature = "http2")]
    pub(super) fn ends_by_frame(&self) -> bool {
        self.is_http2.load(Relaxed)
    }

    #[cfg(not(feature = "http2"))]
    #[expect(clippy::unused_self, reason = "clients of HTTP/1.1 know no such frame")]
    pub(super) fn ends_by_frame(&self) -> bool {
        false
    }

    pub(super) fn moves(&self) {
        self.moved.fetch_add(1, Relaxed);
    }

    pub(super) fn stalls(&self, stalled: bool) {
        self.stalled.store(stalled, SeqCst);
        if !stalled {
            self.reader.wake();
        }
    }

    /// The client writes no more. Whoever reads is told so once all that was asked is answered:
    /// until then the client may still be interested.
    pub(super) fn half_closes(&self, cx: &mut Context<'_>) -> Poll<()> {
        let waits = || self.answering.load(SeqCst) > 0 || self.stalled.load(SeqCst);
        if waits() {
            self.half_closed.cancel();
            self.reader.register(cx.waker());
            // It may have been answered in the meantime.
            if waits() {
                return Poll::Pending;
            }
        }
        Poll::Ready(())
    }
}

/// A request that is being answered, or an answer that waits to be read, until this is dropped.
pub(super) struct Asked(Arc<Traffic>);

impl Asked {
    pub(super) fn new(traffic: Arc<Traffic>) -> Self {
        traffic.begun.fetch_add(1, Relaxed);
        Self(traffic)
    }

    /// The response. One whose length is known is all there, and only has to be sent, which the
    /// [stream](super::write_timeout::WriteTimeoutStream) minds; another one is an answer as long as it lasts.
    pub(super) fn until_sent(self, response: Response<Body>) -> Response<Body> {
        if response.body().size_hint().exact().is_some() {
            return response;
        }
        response.map(|body| {
            Body::new(body.map_frame(move |frame| {
                let _asked = &self;
                frame
            }))
        })
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Relaxed);
    }
}

/// A request that has come as a whole, until its answer has been handed over.
pub(super) struct Answering(Arc<Traffic>);

impl Answering {
    pub(super) fn new(traffic: Arc<Traffic>) -> Self {
        traffic.answering.fetch_add(1, SeqCst);
        Self(traffic)
    }

    /// Cancelled once the client writes no more.
    pub(super) fn half_closed(&self) -> &CancellationToken {
        &self.0.half_closed
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.answering.fetch_sub(1, SeqCst);
        self.0.reader.wake();
    }
}
