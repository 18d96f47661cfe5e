//! Panics of user code, which are one call's trouble.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use super::error::ToolError;

/// A panic is a failure of the server's own. It is masked and logged where the answer is written.
#[cold]
pub(crate) fn panicked(panic: Box<dyn Any + Send>) -> ToolError {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let error = ToolError::internal(format!("panicked: {}", message.unwrap_or("no message")));
    drop_quietly(panic);
    error
}

/// Drops a value of user code, whose own drop may panic: nobody else is to be harmed by that.
pub(crate) fn drop_quietly<T>(value: T) {
    if let Err(panic) = std::panic::catch_unwind(AssertUnwindSafe(|| drop(value))) {
        // There is no end to what such a value may do; it is given up.
        std::mem::forget(panic);
    }
}
