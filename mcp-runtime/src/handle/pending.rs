//! Handles that were read from a call's arguments, wherever in them, and are to be loaded before
//! the function runs.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Weak};

use futures_util::future::BoxFuture;
use futures_util::{TryStreamExt as _, stream};

use super::HandleStore;
use super::weight::{TOGETHER, Weight};
use crate::response::ToolError;

/// One call can't make a server ask its store for more.
const MOST: usize = 256;

thread_local! {
    /// Whether this thread reads arguments right now. Every call asks, so it is no more than a
    /// byte.
    static READING: Cell<Reading> = const { Cell::new(Reading::Not) };

    /// The handles that they have named so far, once there are some.
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
        handle_store: &'a Arc<HandleStore>,
        weight: &'a Weight,
    ) -> BoxFuture<'a, Result<(), ToolError>>;
}

/// The handles that were read. One that is gone by the time of loading was read in vain: arguments
/// that don't fit are read twice.
pub(crate) type Pending = Vec<Weak<dyn Loading>>;

/// Reads arguments, and gives the handles in them as well. Whatever `read` does, it must not panic.
pub(crate) fn collecting<R>(read: impl FnOnce() -> R) -> (R, Pending) {
    READING.set(Reading::Arguments);
    let result = read();
    let named = READING.replace(Reading::Not) == Reading::ArgumentsWithHandles;
    (result, if named { NAMED.take() } else { Vec::new() })
}

pub(super) fn add<L: Loading + 'static>(handle: &Arc<L>) -> Result<(), &'static str> {
    if READING.get() == Reading::Not {
        return Err(
            "a handle can only be read as an argument of a call; in the state behind another, keep its `id()`, and open that with `Handles`",
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

/// Loads what was read. The first failure ends the call.
pub(crate) async fn load(pending: Pending, handle_store: HandleStore) -> Result<(), ToolError> {
    let (handle_store, weight) = (Arc::new(handle_store), &Weight::default());
    if let [only] = &*pending {
        return match only.upgrade() {
            Some(handle) => handle.load(&handle_store, weight).await,
            None => Ok(()),
        };
    }
    let handles = pending.iter().filter_map(Weak::upgrade).map(Ok);
    let load = |handle: Arc<dyn Loading>| {
        let handle_store = handle_store.clone();
        async move { handle.load(&handle_store, weight).await }
    };
    stream::iter(handles)
        .try_for_each_concurrent(TOGETHER, load)
        .await
}
