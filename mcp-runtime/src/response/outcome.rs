//! How a call ends.

use bytes::Bytes;

use crate::protocol::{ErrorCode, Refusal};

/// How a call ended, as a middleware sees it.
///
/// ```
/// use mcp_runtime::server::Outcome;
///
/// // What somebody should look at: not a question, nor what there will be one day.
/// let is_trouble = |outcome| matches!(outcome, Outcome::Failed | Outcome::Refused(_));
/// assert!(is_trouble(Outcome::Failed) && !is_trouble(Outcome::Asked));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// With a result.
    Done,
    /// With a result that is an error, which the model reads.
    Failed,
    /// With a question: the client comes back with its answer.
    Asked,
    /// With a [task](crate::task): the work goes on, and ends as a call of its own.
    Task,
    /// With a JSON-RPC error.
    Refused(ErrorCode),
}

/// How a call ended.
#[derive(Debug)]
pub(crate) enum Finished {
    /// The JSON-RPC response.
    Response {
        body: Vec<u8>,
        /// For those who watch calls.
        outcome: Outcome,
    },
    /// A response in two pieces: one of its own, and one that others share.
    Fixed {
        head: Bytes,
        tail: Bytes,
    },
    Refused(Refusal),
}

impl Finished {
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Response { outcome, .. } => *outcome,
            Self::Fixed { .. } => Outcome::Done,
            Self::Refused(refusal) => Outcome::Refused(refusal.code()),
        }
    }
}
