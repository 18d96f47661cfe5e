//! What the calls of prompts, resources and completions have in common: arguments that are texts,
//! and panics that stay with their caller.

use std::any::Any;
use std::borrow::Cow;
use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;

use super::{Call, Parameters};
use crate::handle::{self, Pending};
use crate::params::read::read_texts;
use crate::response::ToolError;

/// Names and values, all of them texts.
pub(crate) type TextArguments = Vec<(Cow<'static, str>, String)>;

/// Why there are no slots: the arguments are wrong, or reading them panicked.
pub(super) enum Unread {
    Wrong(ToolError),
    Panicked(Box<dyn Any + Send>),
}

/// Reads the arguments of a prompt, or the variables of a template, and gives the handles in them
/// as well.
pub(super) fn read<P: Parameters<M>, M>(
    arguments: &TextArguments,
) -> Result<(P::Slots, Pending), Unread> {
    // A type's own `Deserialize` may panic, too.
    let reading = || std::panic::catch_unwind(AssertUnwindSafe(|| read_texts::<P, M>(arguments)));
    let (read, handles) = handle::collecting(reading);
    match read {
        Ok(Ok(slots)) => Ok((slots, handles)),
        Ok(Err(problems)) => Err(Unread::Wrong(ToolError::new(format!(
            "The arguments are not right:\n{problems}"
        )))),
        Err(panic) => Err(Unread::Panicked(panic)),
    }
}

impl Unread {
    pub(super) fn into_error(self) -> ToolError {
        match self {
            Self::Wrong(error) => error,
            Self::Panicked(panic) => panicked(panic),
        }
    }
}

/// Waits for a function's result. A panic in it is an error of its caller's.
pub(super) async fn guarded<S, T>(
    call: &Call<S>,
    function: impl Future<Output = Result<T, ToolError>>,
) -> Result<T, ToolError> {
    let _cancel = call.cancelled_on_drop();
    let result = AssertUnwindSafe(function).catch_unwind().await;
    result.unwrap_or_else(|panic| Err(panicked(panic)))
}

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
