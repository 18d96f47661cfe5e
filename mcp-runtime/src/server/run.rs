//! The steps that all calls have in common: reading arguments and the handles in them, and keeping
//! panics from reaching other calls.

use std::any::Any;
use std::borrow::Cow;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt as _;

use crate::call::Call;
use crate::handle::{self, Pending};
use crate::params::read::{self, Slots, SlotsOf, read_texts};
use crate::params::{ParamSpec, Parameters};
use crate::response::{ToolError, panicked};
use crate::schema::InputSchema;

/// Names and values, all of them texts.
pub(crate) type TextArguments = Vec<(Cow<'static, str>, String)>;

/// Reads `arguments` (an object; absent is empty) for the tool `T`, which has this name, and gives
/// the handles in them as well.
pub(super) fn read<T: Parameters<M>, M>(
    arguments: Option<&str>,
    schema: &InputSchema,
    lenient: bool,
    name: &str,
) -> Result<(T::Slots, Pending), ToolError> {
    let mut slots = T::slots();
    let handles = fill(
        &mut SlotsOf::<T, M>(&mut slots),
        T::PARAMS,
        arguments,
        schema,
        lenient,
        name,
    )?;
    Ok((slots, handles))
}

/// A type's own `Deserialize` may panic.
fn fill(
    slots: &mut dyn Slots,
    params: &[ParamSpec],
    arguments: Option<&str>,
    schema: &InputSchema,
    lenient: bool,
    name: &str,
) -> Result<Pending, ToolError> {
    // So may the `Drop` of what was read in vain.
    let filling = || {
        catch_unwind(AssertUnwindSafe(|| {
            let text = arguments.unwrap_or("{}");
            read::fill(slots, params, text, schema)
                .or_else(
                    |wrong| match lenient.then(|| schema.destringified(text)).flatten() {
                        Some(text) => {
                            slots.clear();
                            read::fill(slots, params, &text, schema)
                        }
                        None => Err(wrong),
                    },
                )
                .inspect_err(|_| slots.clear())
        }))
    };
    match handle::collecting(filling) {
        (Ok(Ok(())), handles) => Ok(handles),
        (Ok(Err(unreadable)), _) => Err(unreadable.told(name)),
        (Err(panic), _) => Err(panicked(panic)),
    }
}

/// Why there are no slots: the arguments are wrong, or reading them panicked.
pub(super) enum Unread {
    Wrong(ToolError),
    Panicked(Box<dyn Any + Send>),
}

/// Reads the arguments of a prompt, or the variables of a template, and gives the handles in them
/// as well.
pub(super) fn read_variables<P: Parameters<M>, M>(
    arguments: &TextArguments,
) -> Result<(P::Slots, Pending), Unread> {
    // A type's own `Deserialize` may panic, too.
    let reading = || catch_unwind(AssertUnwindSafe(|| read_texts::<P, M>(arguments)));
    let (read, handles) = handle::collecting(reading);
    match read {
        Ok(Ok(slots)) => Ok((slots, handles)),
        Ok(Err(problems)) => Err(Unread::Wrong(ToolError::new(format!(
            "Invalid arguments:\n{problems}"
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
