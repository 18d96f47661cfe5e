//! A request's body, in one buffer, within its limits.

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http::StatusCode;
use http_body_util::BodyExt;

use super::counted::held;
use super::guard::{Denied, denied, too_large};
use crate::call::Caller;
use crate::server::{LEAST, NO_BYTES_LEFT, Refused, Settings, Shares};

/// Reads `body`. Most come in one piece, which is taken as it is. What comes in several pieces, or
/// is large, is counted until the last part of it is dropped.
pub(super) async fn read(
    body: Body,
    settings: &Settings,
    shares: &Arc<Shares>,
    caller: &Caller,
) -> Result<Bytes, Denied> {
    let (limit, timeout) = (settings.body_limit, settings.body_timeout);
    let mut body = body;
    let Some(first) = frame(&mut body, timeout).await? else {
        return Ok(Bytes::new());
    };
    if first.len() > limit {
        return Err(too_large(limit));
    }
    let is_whole = Pin::new(&body).is_end_stream();
    if is_whole && first.len() < LEAST {
        return Ok(first);
    }
    let mut share = shares.none(caller);
    if !share.resize(first.len()) {
        return Err(NO_ROOM);
    }
    if is_whole {
        return Ok(held(first, share));
    }
    let mut buffer = Vec::from(first);
    // The whole body shares one allowance of time, not each piece of it.
    let rest = async {
        while let Some(piece) = frame(&mut body, timeout).await? {
            let length = buffer.len() + piece.len();
            if length > limit {
                return Err(too_large(limit));
            }
            if length > buffer.capacity() {
                // As much more as there is already, so that it isn't copied for each piece.
                let capacity = length.max(2 * buffer.len()).min(limit);
                if !share.resize(capacity) {
                    return Err(NO_ROOM);
                }
                buffer.reserve_exact(capacity - buffer.len());
            }
            buffer.extend_from_slice(&piece);
        }
        Ok(())
    };
    tokio::time::timeout(timeout, rest)
        .await
        .map_err(|_| TOO_SLOW)??;
    Ok(held(buffer.into(), share))
}

const TOO_SLOW: Denied = denied(
    StatusCode::REQUEST_TIMEOUT,
    "The body took too long to arrive",
);
const BROKEN: Denied = denied(
    StatusCode::BAD_REQUEST,
    "The body could not be read to its end",
);

/// There are as many bytes in flight as there may be.
pub(super) const NO_ROOM: Denied = Denied {
    status: StatusCode::SERVICE_UNAVAILABLE,
    reason: Cow::Borrowed(NO_BYTES_LEFT),
    counts_as: Refused::Room,
};

/// The next piece of data; trailers are passed over.
async fn frame(body: &mut Body, timeout: Duration) -> Result<Option<Bytes>, Denied> {
    loop {
        let next = match futures_util::FutureExt::now_or_never(body.frame()) {
            Some(frame) => frame,
            None => tokio::time::timeout(timeout, body.frame())
                .await
                .map_err(|_| TOO_SLOW)?,
        };
        match next {
            None => return Ok(None),
            Some(Err(_)) => return Err(BROKEN),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}
