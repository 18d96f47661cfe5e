//! The state of a server, which may be there, or be opened when it is first needed.

use std::fmt;
use std::future::Future;

use futures_util::future::BoxFuture;

use crate::call::Shared;

type Opener<S> = Box<dyn FnOnce() -> BoxFuture<'static, crate::Result<S>> + Send>;

/// The state that calls share.
pub(super) enum ServerState<S> {
    Ready(S),
    /// Commands such as `--help` and `tools` never open it.
    Closed(Opener<S>),
}

impl<S> ServerState<S> {
    pub(super) fn closed<F>(open: impl FnOnce() -> F + Send + 'static) -> Self
    where
        F: Future<Output = crate::Result<S>> + Send + 'static,
    {
        Self::Closed(Box::new(move || Box::pin(open())))
    }

    pub(super) fn ready(self) -> Option<S> {
        match self {
            Self::Ready(state) => Some(state),
            Self::Closed(_) => None,
        }
    }
}

impl<S: fmt::Debug> fmt::Debug for ServerState<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(state) => state.fmt(f),
            Self::Closed(_) => f.write_str("(not open yet)"),
        }
    }
}

impl<S> Shared<S> {
    /// Whether calls can be taken.
    pub(crate) fn is_open(&self) -> bool {
        self.state.is_some()
    }
}
