//! Streams of calls that a client comes back to after its connection has ended, on any instance.
//!
//! The instance that has the call keeps the last messages of its stream in memory ([`Stream`]).
//! Once the connection has ended, or the client comes back elsewhere, it puts them into the store,
//! and what the call says from then on ([`keep`]). The id of an event names its stream, sealed for
//! the session ([`Cursor`]), so whichever instance the client comes back to reads on there
//! ([`Resumed`]). The call itself knows nothing of it, and runs once.

mod cursor;
mod event;
mod keep;
mod record;
mod resumed;
mod ring;
mod stream;

pub(crate) use event::Event;
pub(crate) use keep::{Kept, keep};
pub(crate) use resumed::{NotResumed, resume};

use std::time::Duration;

use super::revision::Revision;
use crate::store::StoreError;

/// How long an answer waits in the store for its client.
const ANSWER_LIFE: Duration = Duration::from_secs(300);

/// How long a call's record lives unless it is written again: within that time, a client is told
/// that the instance with its call has gone.
const CALL_LIFE: Duration = Duration::from_secs(60);

/// How often a call's record is written though nothing has happened.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Between two writes, unless a question or an answer is to be written.
const PAUSE: Duration = Duration::from_secs(1);

/// How often the store is looked at, should a signal be lost.
const LOOK: Duration = Duration::from_secs(1);

impl Revision {
    /// Streams that begin with an event without data, and that clients come back to by themselves.
    pub(crate) fn has_resumption(self) -> bool {
        self >= Self::V2025_11_25
    }
}

/// The signal that a client has come back to a stream.
fn wanted(stream: &str) -> String {
    format!("resumed:{stream}")
}

/// The signal that a stream's record has changed.
fn written(stream: &str) -> String {
    format!("kept:{stream}")
}

/// A server's request, as against its notifications and its answer.
fn is_question(message: &str) -> bool {
    !message.starts_with(r#"{"jsonrpc":"2.0","method":"notifications/"#)
        && super::fields::Fields::read(message).is_some_and(|message| message.has("method"))
}

fn unsealed(doing: &'static str) -> StoreError {
    StoreError::new(doing, "it can't be sealed")
}
