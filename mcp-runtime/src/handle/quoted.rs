//! A handle in a question to the user, who knows what it stands for but not its text.

use std::fmt::Display;

use serde_json::Value;

use super::{Handle, HandleState};
use crate::input::expansion::Quotable;
use crate::input::quote_untrusted;

/// A value in a question. Its inherent function exists only for handles, and hides the function of
/// [`QuoteAny`], which exists for all types.
#[derive(Debug)]
pub struct Quoting<'a, T: ?Sized>(pub &'a T);

impl<T: Holds> Quoting<'_, T> {
    /// The `Display` of the state, quoted.
    pub fn quoted(&self) -> String
    where
        T::State: Tellable,
    {
        quote_untrusted(&self.0.told())
    }
}

/// A handle, or a type that contains handles.
pub trait Holds {
    /// The state behind the handles.
    type State;

    /// Returns the value that the user sees.
    fn told(&self) -> Value
    where
        Self::State: Tellable;
}

impl<T: HandleState> Holds for Handle<T> {
    type State = T;

    fn told(&self) -> Value
    where
        T: Tellable,
    {
        (**self).text().into()
    }
}

impl<H: Holds> Holds for Option<H> {
    type State = H::State;

    fn told(&self) -> Value
    where
        H::State: Tellable,
    {
        self.as_ref().map_or(Value::Null, H::told)
    }
}

impl<H: Holds> Holds for Vec<H> {
    type State = H::State;

    fn told(&self) -> Value
    where
        H::State: Tellable,
    {
        self.iter().map(H::told).collect()
    }
}

/// A value that is no handle.
pub trait QuoteAny {
    /// Its type.
    type Value: ?Sized;

    /// As questions show it.
    fn quoted(&self) -> String
    where
        Self::Value: Quotable;
}

impl<T: ?Sized> QuoteAny for Quoting<'_, T> {
    type Value = T;

    fn quoted(&self) -> String
    where
        T: Quotable,
    {
        self.0.quoted()
    }
}

/// State that can be shown to a person.
#[diagnostic::on_unimplemented(
    message = "a question can't show a handle of `{Self}`, since that has no text for people",
    label = "doesn't implement `Display`",
    note = "implement `Display` for `{Self}`, or say it yourself: `#[mcp(ask_with = \
            Question::new(format!(…)))]`"
)]
pub trait Tellable {
    /// Its text.
    fn text(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: Display> Tellable for T {
    fn text(&self) -> String {
        self.to_string()
    }
}
