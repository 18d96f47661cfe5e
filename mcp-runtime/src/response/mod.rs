//! Return types of functions, and how they become results.
//!
//! ```
//! use mcp_runtime::prelude::*;
//!
//! #[mcp_type]
//! struct Sum { result: i64 }
//!
//! /// Text.
//! #[mcp_tool]
//! fn greet(name: String) -> String { format!("Hello, {name}") }
//!
//! /// Data, with its schema.
//! #[mcp_tool]
//! fn add(a: i64, b: i64) -> Json<Sum> { Json(Sum { result: a + b }) }
//!
//! /// Blocks of any kind.
//! #[mcp_tool]
//! fn draw() -> [Content; 2] { [Content::text("A dot:"), Content::image(b"PNG", "image/png")] }
//!
//! /// Any of these, or why not: the first error is for the model, what `?` passes on is masked.
//! #[mcp_tool]
//! async fn count_lines(path: String) -> Result<usize, ToolError> {
//!     if !path.ends_with(".txt") {
//!         return Err(ToolError::new("Only `.txt` files have lines that count"));
//!     }
//!     Ok(std::fs::read_to_string(path)?.lines().count())
//! }
//! ```

mod completion;
mod emitter;
mod error;
mod finite;
mod outcome;
mod output;
mod panic;
mod progress;
mod prompt;
mod resource;
mod result;
pub(crate) mod text_error;
mod writer;

use std::future::Future;

pub use completion::{CompletionOutput, Completions};
pub use error::ToolError;
pub use outcome::Outcome;
pub use output::{Json, ToolOutput};
pub use progress::Progress;
pub use prompt::{PromptMessage, PromptOutput};
pub use resource::{ReadResult, ResourceOutput};
pub use result::ToolResult;
pub use writer::ResultWriter;

pub(crate) use emitter::Emitter;
pub(crate) use error::Failure;
pub(crate) use finite::write_finite;
pub(crate) use outcome::Finished;
pub(crate) use panic::{drop_quietly, panicked};

/// Tells the compiler whether a function returns a result or a future of one.
#[doc(hidden)]
pub mod marker {
    /// The function returns its result.
    #[derive(Debug)]
    pub struct Immediate;
    /// The function returns a future of its result.
    #[derive(Debug)]
    pub struct Deferred;
}

/// A type that a tool's function may return: a [`ToolOutput`], or a future of one.
///
/// Don't implement it by hand: implement [`ToolOutput`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the result of a tool",
    label = "not a tool's result",
    note = "return a `String`, a number, a `bool`, `()`, `Json<T>`, `Content` or a `Vec` of it, \
            `ToolResult`, or a `Result` of one of these",
    note = "the error in a `Result` is `ToolError`, or a type that `?` makes one of: any \
            `std::error::Error + Send + Sync + 'static`",
    note = "a future of one of these must be `Send`: `Pin<Box<dyn Future<Output = String> + Send>>`",
    note = "data of your own type is `Json<T>`, or `Result<Json<T>, ToolError>`, with \
         `#[mcp_type]` on `T`; with a view it is `Ui<T>`, with `#[mcp_app(html = \"…\")]` on `T`; \
         a handle that is new is `Minted<T>`, with `#[derive(Handle)]` on `T`"
)]
#[doc(hidden)]
pub trait ToolReturn<M> {
    /// The output: of the function itself, or of the future that it returns.
    type Output: ToolOutput;

    /// Awaits the result.
    fn into_output(self) -> impl Future<Output = Self::Output> + Send;
}

#[diagnostic::do_not_recommend]
impl<T: ToolOutput> ToolReturn<marker::Immediate> for T {
    type Output = T;

    async fn into_output(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<F: Future<Output: ToolOutput> + Send> ToolReturn<marker::Deferred> for F {
    type Output = F::Output;

    fn into_output(self) -> impl Future<Output = F::Output> + Send {
        self
    }
}
