//! Parameters of functions: arguments and injected values.
//!
//! A parameter is classified by its *type*: an argument is anything that implements
//! [`serde::Deserialize`] and [`schemars::JsonSchema`], an injected parameter is anything that
//! implements [`Injected`]. Aliases and newtypes work, since nothing looks at how the type is
//! spelled.
//!
//! ```
//! use mcp_runtime::prelude::*;
//! use mcp_runtime::HttpParts;
//!
//! /// Find notes.
//! #[mcp_tool(read_only)]
//! fn find_notes(
//!     /// Words to look for
//!     words: Vec<String>, // an argument
//!     limit: Option<u32>, // one that may be left out
//!     principal: Principal, // who calls; not in the schema, nor is what follows
//!     http: Option<HttpParts>, // the request, if it came over HTTP
//!     cx: Context, // the call
//! ) -> String {
//!     cx.progress((1, 2));
//!     let (who, way) = (principal.id().unwrap_or("somebody"), if http.is_some() { "HTTP" } else { "stdio" });
//!     format!("{} notes at most for {who}, by {way}: {}", limit.unwrap_or(10), words.join(" "))
//! }
//!
//! mcp_server! { Notes { name: "notes", version: "1.0.0", tools: [find_notes] } }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let tools = mcp_runtime::testing::Client::new(Notes::new()).tools().await;
//! let arguments: Vec<&String> = tools[0]["inputSchema"]["properties"].as_object().unwrap().keys().collect();
//! assert_eq!(arguments, ["words", "limit"]);
//! # }
//! ```

mod argument;
mod injected;
mod parameters;
mod principal;
pub(crate) mod read;
pub(crate) mod rules;
mod text;
mod textual;
mod whole;

use schemars::{Schema, SchemaGenerator};
use serde::Deserializer;

use crate::table::CallerUse;

pub use injected::Injected;
#[doc(hidden)]
pub use parameters::{Parameters, SlotVisitor};
pub use principal::Principal;
pub use rules::HeaderParam;
#[doc(hidden)]
pub use textual::{Choice, TextParameter, TextValue, origin};
pub use whole::Args;

#[doc(hidden)]
pub use crate::schema::{ArgumentSchema, Problems};
use crate::table::TaskUse;
pub use crate::table::{ParamRole, ParamSpec};

/// How the compiler tells the kinds of parameter apart: each marks one family of implementations of
/// [`Parameter`].
///
/// Which one applies to a type is inferred. `#[mcp(argument)]` and `#[mcp(inject)]` choose for a
/// type that could be both.
#[doc(hidden)]
pub mod marker {
    /// A named argument, part of the tool's schema.
    #[derive(Debug)]
    pub struct Argument;
    /// All arguments as one struct ([`Args`](super::Args)).
    #[derive(Debug)]
    pub struct Arguments;
    /// Given by the server, unknown to the client.
    #[derive(Debug)]
    pub struct Injection;
}

/// A type that a tool's function may take as a parameter.
///
/// Not implemented by hand: implement [`serde::Deserialize`] and [`schemars::JsonSchema`] (or put
/// [`#[mcp_type]`](macro@crate::mcp_type) on the type) for an argument, [`Injected`] and
/// [`FromCall`](crate::FromCall) for something that the server gives.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a parameter of a tool",
    label = "neither an argument nor injected",
    note = "what the client's user answers (`Confirm`, `Visited`, a form) needs its question: \
            `#[mcp(ask = \"…\")]`",
    note = "for an argument that the model fills in, put `#[mcp_type]` on the type (it derives \
         Serialize, Deserialize and JsonSchema); for a part of the server's state, take \
         `State<…>`; for all arguments as one struct, `Args<T>` (`Json<T>` is a result); for the \
         state behind a handle, `Handle<T>` with `#[derive(Handle)]` on `T`",
    note = "a type of another crate describes itself by a feature of `schemars`: `chrono04`, \
         `jiff02`, `url2`, `uuid1`, `rust_decimal1`, …; add it in Cargo.toml, and that crate's own \
         `serde`",
    note = "injected parameters are `State<T>`, `Context`, `Principal`, `HttpParts`, `Handles<T>`, \
            and any type that implements `Injected` and `FromCall`"
)]
#[doc(hidden)]
pub trait Parameter<M>: Sized + Send {
    /// The parameter's role, as the client sees it.
    const ROLE: ParamRole;

    /// Whether the function can send progress or log messages by it, so that a call may need a
    /// stream.
    const EMITS: bool = false;

    /// Whether the function can ask the client by it.
    const ASKS: bool = false;

    /// Whether the function can tell subscribers by it that something has changed.
    const NOTIFIES: bool = false;

    /// Whether the function can hide items of the server by it.
    const HIDES: bool = false;

    /// Whether it is there in completions only.
    const COMPLETES: bool = false;

    /// The part of the caller's identity that it gives to the function.
    #[doc(hidden)]
    const CALLER: CallerUse = CallerUse::NONE;
    /// Whether it is made of the HTTP request.
    const READS_REQUEST: bool = false;

    #[doc(hidden)]
    const TASK: TaskUse = TaskUse::Nothing;

    /// The slot for a value that is read from the call's arguments before the function runs.
    type Slot: Default + Send + 'static;

    /// Fills the slot from a JSON value.
    fn read<'de, D: Deserializer<'de>>(slot: &mut Self::Slot, from: D) -> Result<(), D::Error>;

    /// Puts a value into the slot.
    fn fill(slot: &mut Self::Slot, value: Self);

    /// The value in the slot, if one was read.
    fn value(slot: &Self::Slot) -> Option<&Self>;

    /// Fills the slot of a parameter that was left out, if its type has a value for that (`None`,
    /// for an `Option`).
    fn leave_out(slot: &mut Self::Slot) -> bool;

    /// The JSON Schema of an argument.
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema>;
}
