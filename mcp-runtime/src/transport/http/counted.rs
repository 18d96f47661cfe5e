//! Bytes that are counted as long as they are held: of bodies, and of answers that their clients
//! haven't read yet.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use http::Response;
use http_body::{Frame, SizeHint};

use crate::call::Caller;
use crate::server::{LEAST, Share, Shares};

/// Counts bytes until nobody has a part of them any more.
pub(super) fn held(bytes: Bytes, share: Share) -> Bytes {
    Bytes::from_owner(Held {
        value: bytes,
        _share: Some(share),
    })
}

/// A value, such as a message that waits to be sent, whose bytes are counted.
pub(super) struct Held<T> {
    value: T,
    _share: Option<Share>,
}

impl<T: AsRef<[u8]>> Held<T> {
    /// Counts a message unless it is small.
    pub(super) fn new(value: T, shares: &Arc<Shares>, caller: &Caller) -> Self {
        let bytes = value.as_ref().len();
        Self {
            value,
            _share: (bytes >= LEAST).then(|| shares.of(caller, bytes)),
        }
    }

    /// The message, which is counted no longer.
    pub(super) fn into_value(self) -> T {
        self.value
    }
}

impl AsRef<[u8]> for Held<Bytes> {
    fn as_ref(&self) -> &[u8] {
        &self.value
    }
}

/// Counts an answer until it has been written. It exists already, so it is never refused; requests
/// after it may be.
pub(super) fn counted(
    response: Response<Body>,
    shares: &Arc<Shares>,
    caller: &Caller,
) -> Response<Body> {
    let whole = response.body().size_hint().exact();
    let whole = whole.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
    let waiting = match whole {
        Some(bytes) if bytes < LEAST => return response,
        // It is counted from now on: a client can keep it from being asked for its bytes.
        Some(bytes) => Some(shares.of(caller, bytes)),
        None => None,
    };
    let (shares, caller) = (shares.clone(), caller.clone());
    response.map(|body| {
        Body::new(Counted {
            body,
            shares,
            caller,
            waiting,
        })
    })
}

/// A body whose pieces are counted until whoever writes them has dropped them.
struct Counted {
    body: Body,
    shares: Arc<Shares>,
    caller: Caller,
    /// The share of a body that is all there, until its bytes are asked for.
    waiting: Option<Share>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        Poll::Ready(frame.map(|frame| Ok(frame?.map_data(|bytes| self.count(bytes)))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Counted {
    fn count(&mut self, bytes: Bytes) -> Bytes {
        if let Some(share) = self.waiting.take() {
            return held(bytes, share);
        }
        if bytes.len() < LEAST {
            return bytes;
        }
        let share = self.shares.of(&self.caller, bytes.len());
        held(bytes, share)
    }
}
