//! Handles that were read from anywhere in a call's arguments, and must be loaded before the
//! function runs.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Weak};

use futures_util::future::BoxFuture;
use futures_util::{TryStreamExt as _, stream};

use super::HandleStore;
use super::weight::{TOGETHER, Weight};
use crate::response::ToolError;

/// The most handles that one call may load from the store.
const MOST: usize = 256;

thread_local! {
    /// Whether this thread is reading arguments. Every call sets it, so it is only a byte.
    static READING: Cell<Reading> = const { Cell::new(Reading::Not) };

    /// The handles that the arguments have named so far.
    static NAMED: RefCell<Pending> = const { RefCell::new(Vec::new()) };
}

#[derive(Clone, Copy, PartialEq)]
enum Reading {
    Not,
    Arguments,
    ArgumentsWithHandles,
}

/// A handle that was read.
pub(crate) trait Loading: Send + Sync {
    fn load<'a>(
        &'a self,
        handle_store: &'a HandleStore,
        weight: &'a Weight,
    ) -> BoxFuture<'a, Result<(), ToolError>>;
}

/// The handles that were read. A handle that no longer exists when handles are loaded was read in
/// vain: arguments that don't fit are read twice.
pub(crate) type Pending = Vec<Weak<dyn Loading>>;

/// Reads arguments, and also returns the handles in them. `read` must never panic.
pub(crate) fn collecting<R>(read: impl FnOnce() -> R) -> (R, Pending) {
    READING.set(Reading::Arguments);
    let result = read();
    let named = READING.replace(Reading::Not) == Reading::ArgumentsWithHandles;
    (result, if named { NAMED.take() } else { Vec::new() })
}

pub(super) fn add<L: Loading + 'static>(handle: &Arc<L>) -> Result<(), &'static str> {
    if READING.get() == Reading::Not {
        return Err(
            "a handle can only be read as an argument of a call; in the state behind another, keep \
             its `id()`, and open that with `Handles`",
        );
    }
    READING.set(Reading::ArgumentsWithHandles);
    NAMED.with_borrow_mut(|named| {
        if named.len() >= MOST {
            // Handles that were read in vain don't count.
            named.retain(|handle| handle.strong_count() > 0);
        }
        if named.len() >= MOST {
            return Err("more than 256 handles, the most that one call can take");
        }
        let handle: Weak<dyn Loading> = Arc::downgrade(handle) as _;
        named.push(handle);
        Ok(())
    })
}

/// Loads the handles that were read. The first failure ends the call.
pub(crate) async fn load(pending: Pending, handle_store: HandleStore) -> Result<(), ToolError> {
    let (handle_store, weight) = (&handle_store, &Weight::default());
    if let [only] = &*pending {
        return match only.upgrade() {
            Some(handle) => handle.load(handle_store, weight).await,
            None => Ok(()),
        };
    }
    let handles = pending.iter().filter_map(Weak::upgrade).map(Ok);
    let load = |handle: Arc<dyn Loading>| async move { handle.load(handle_store, weight).await };
    stream::iter(handles)
        .try_for_each_concurrent(TOGETHER, load)
        .await
}
