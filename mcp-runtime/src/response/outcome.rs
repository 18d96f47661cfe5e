//! How a call ends.

use bytes::Bytes;

use crate::protocol::{ErrorCode, Refusal};

/// How a call ended, as a middleware sees it.
///
/// ```
/// use mcp_runtime::server::Ending;
///
/// // What somebody should look at: not a question, nor what there will be one day.
/// let is_trouble = |ending| matches!(ending, Ending::Failed | Ending::Refused(_));
/// assert!(is_trouble(Ending::Failed) && !is_trouble(Ending::Asked));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// With a result.
    Done,
    /// With a result that is an error, which the model reads.
    Failed,
    /// With a question: the client comes back with its answer.
    Asked,
    /// With a JSON-RPC error.
    Refused(ErrorCode),
}

/// How a call ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The JSON-RPC response.
    Response {
        body: Vec<u8>,
        /// For those who watch calls.
        ending: Ending,
    },
    /// A response in two pieces: one of its own, and one that others share.
    Fixed {
        head: Bytes,
        tail: Bytes,
    },
    Refused(Refusal),
}

impl Outcome {
    pub(crate) fn ending(&self) -> Ending {
        match self {
            Self::Response { ending, .. } => *ending,
            Self::Fixed { .. } => Ending::Done,
            Self::Refused(refusal) => Ending::Refused(refusal.code()),
        }
    }
}
