//! A request's body, in one buffer, within its limits.

use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body_util::BodyExt;

use super::guard::{Denied, denied, too_large};

/// Reads `body`. Most come in one piece, which is taken as it is.
pub(super) async fn read(body: Body, limit: usize, timeout: Duration) -> Result<Bytes, Denied> {
    let mut body = body;
    let Some(first) = frame(&mut body, timeout).await? else {
        return Ok(Bytes::new());
    };
    if first.len() > limit {
        return Err(too_large(limit));
    }
    if Pin::new(&body).is_end_stream() {
        return Ok(first);
    }
    let mut buffer = BytesMut::from(first);
    // The whole body shares one allowance of time, not each piece of it.
    let rest = async {
        while let Some(piece) = frame(&mut body, timeout).await? {
            if buffer.len() + piece.len() > limit {
                return Err(too_large(limit));
            }
            buffer.extend_from_slice(&piece);
        }
        Ok(())
    };
    tokio::time::timeout(timeout, rest)
        .await
        .map_err(|_| TOO_SLOW)??;
    Ok(buffer.freeze())
}

const TOO_SLOW: Denied = denied(
    StatusCode::REQUEST_TIMEOUT,
    "The body took too long to arrive",
);
const BROKEN: Denied = denied(
    StatusCode::BAD_REQUEST,
    "The body could not be read to its end",
);

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
