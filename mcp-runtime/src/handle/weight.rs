//! The total size of the states that one call loads.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::response::ToolError;

/// The largest total size of the states of several handles, in bytes as stored: a handle that is
/// named over and over must not fill the memory with copies. The state of a single handle may be
/// larger.
const MOST_BYTES: usize = 16 << 20;

/// The bytes that the handles of one call have loaded so far.
#[derive(Debug, Default)]
pub(crate) struct Weight(AtomicUsize);

impl Weight {
    pub(super) fn add(&self, bytes: usize) -> Result<(), ToolError> {
        match self.0.fetch_add(bytes, Ordering::Relaxed) {
            before if before > 0 && before.saturating_add(bytes) > MOST_BYTES => {
                Err(ToolError::new(
                    "The handles of this call hold too much together; name fewer of them at once",
                ))
            }
            _ => Ok(()),
        }
    }
}

/// How many handles are loaded at a time.
pub(super) const TOGETHER: usize = 16;
