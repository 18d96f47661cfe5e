//! What is asked on a connection, and for how long nothing is.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use http::Response;
use http_body_util::BodyExt as _;

/// Requests of a connection, and answers that wait to be read: how many have begun, and how many
/// have been answered or taken.
#[derive(Default)]
pub(super) struct Traffic {
    begun: AtomicUsize,
    ended: AtomicUsize,
}

impl Traffic {
    pub(super) fn now(&self) -> (usize, usize) {
        (self.begun.load(Relaxed), self.ended.load(Relaxed))
    }

    /// Resolves once nothing was asked for `first`, or for `then` after that, and nothing is being
    /// answered. It looks from time to time, so that requests pass without a timer each.
    pub(super) async fn ceases(&self, first: Duration, then: Duration) {
        let (mut before, mut wait) = (self.now(), first);
        loop {
            tokio::time::sleep(wait).await;
            let now = self.now();
            if now == before && now.0 == now.1 {
                return;
            }
            (before, wait) = (now, then);
        }
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
    /// [stream](super::patience::Patient) minds; another one is an answer as long as it lasts.
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
