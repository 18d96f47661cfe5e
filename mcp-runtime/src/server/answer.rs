//! Answers, as transports send them.

use std::num::NonZeroU32;

use bytes::Bytes;

use crate::protocol::Refusal;

/// The answer to a message.
pub(crate) enum Answer {
    /// A response is there, in a piece of its own and one that others share.
    Fixed(Bytes, Bytes),
    /// A response of its own, or an error response.
    Whole(Response),
}

/// A whole JSON-RPC response, and what HTTP says beside it.
#[cfg_attr(
    not(feature = "http"),
    allow(dead_code, reason = "other transports send the body alone")
)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// In how many seconds to try again.
    pub(crate) retry_after: Option<NonZeroU32>,
    /// The value of `WWW-Authenticate`.
    pub(crate) challenge: Option<Box<str>>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// An error response; without an id when the request's could not be read.
    pub(crate) fn refused(refusal: &Refusal, id: Option<&str>) -> Self {
        Self {
            status: refusal.status(),
            retry_after: refusal.retry_after(),
            challenge: refusal.challenge().map(Into::into),
            body: refusal.to_json(id),
        }
    }
}

impl Answer {
    /// The message in one piece.
    pub(crate) fn into_message(self) -> Vec<u8> {
        match self {
            Self::Fixed(head, tail) => [head, tail].concat(),
            Self::Whole(response) => response.body,
        }
    }
}
