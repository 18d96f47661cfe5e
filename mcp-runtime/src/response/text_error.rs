//! Errors that are texts, which a function may not return.
//!
//! Such a text would be masked like every error except [`ToolError`](super::ToolError), although
//! its author wrote it for the model.

use std::borrow::Cow;
use std::marker::PhantomData;

/// Tells whether the error of a result is a text. Its inherent constant exists only for a type
/// whose error is one, and hides the constant of [`NoTextError`], which exists for all types.
#[derive(Debug)]
pub struct ErrorProbe<T: ?Sized>(PhantomData<T>);

macro_rules! texts {
    ($($text:ty),*) => { $(impl<T> ErrorProbe<Result<T, $text>> {
        /// The error is a text.
        pub const IS_TEXT: bool = true;
    })* };
}
texts!(String, &'static str, Cow<'static, str>, Box<str>);

/// The error of any other type.
pub trait NoTextError {
    /// It isn't a text.
    const IS_TEXT: bool = false;
}

impl<T: ?Sized> NoTextError for ErrorProbe<T> {}
