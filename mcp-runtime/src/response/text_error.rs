//! Errors that are texts, which a function may not return.
//!
//! Such a text would be masked like every error but a [`ToolError`](super::ToolError), though its
//! author wrote it for the model.

use std::borrow::Cow;
use std::marker::PhantomData;

/// Asks any result whether its error is a text: its own constant is there for a type whose error is
/// one, and hides that of [`NoTextError`], which is there for all.
#[derive(Debug)]
pub struct ErrorProbe<T: ?Sized>(PhantomData<T>);

macro_rules! texts {
    ($($text:ty),*) => { $(impl<T> ErrorProbe<Result<T, $text>> {
        /// It is.
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
