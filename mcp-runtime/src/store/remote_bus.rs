//! The bus with which instances that share a store tell each other of changes.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::outbox::{Outbox, outbox};
use crate::subscription::{Bus, Change, Deliver};

/// Reads what all instances publish.
pub(super) trait Reading: Send + 'static {
    /// Passes on every change that arrives, forever.
    fn run(self, deliver: Deliver) -> impl Future<Output = ()> + Send;
}

/// The bus of a store that instances share. Its tasks end with it.
pub(super) struct RemoteBus<R> {
    outbox: Outbox,
    /// The reader, until the bus is attached.
    reader: Mutex<Option<R>>,
    runtime: Handle,
    /// Ends the tasks.
    open: DropGuard,
}

impl<R> fmt::Debug for RemoteBus<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RemoteBus")
    }
}

impl<R: Reading> RemoteBus<R> {
    /// A bus that publishes with `send`, and reads with `reader` once it is attached. Must be
    /// called in a runtime.
    pub(super) fn open<F>(reader: R, send: impl FnMut(Vec<Change>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = crate::Result<()>> + Send + 'static,
    {
        let open = CancellationToken::new();
        let (outbox, sender) = outbox(send);
        tokio::spawn(open.clone().run_until_cancelled_owned(sender));
        Self {
            outbox,
            reader: Mutex::new(Some(reader)),
            runtime: Handle::current(),
            open: open.drop_guard(),
        }
    }
}

impl<R: Reading> Bus for RemoteBus<R> {
    fn publish(&self, change: Change) {
        self.outbox.publish(change);
    }

    fn attach(&self, deliver: Deliver) {
        // A second server on the same bus would be a mistake of the program's; the first one keeps
        // it.
        if let Some(reader) = self
            .reader
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            self.runtime.spawn(
                self.open
                    .token()
                    .clone()
                    .run_until_cancelled_owned(reader.run(deliver)),
            );
        } else {
            tracing::warn!(
                "a second server has this store, and hears of no change: open a store of its own \
                 for it"
            );
        }
    }

    fn flush(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.outbox.flush())
    }
}
