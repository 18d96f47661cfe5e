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

use self::marker::Marker;

pub use injected::Injected;
pub use parameters::Parameters;
#[doc(hidden)]
pub use parameters::argument as tool_argument;
pub use principal::Principal;
pub use rules::HeaderParam;
pub use textual::{Choice, TextParameter, TextValue, origin};
pub use whole::Args;

pub use crate::schema::{ArgumentSchema, Problems};
pub use crate::table::{ParamRole, ParamSpec};

/// How the compiler tells the kinds of parameter apart: each marks one family of implementations of
/// [`Parameter`].
///
/// Which one applies to a type is inferred. `#[mcp(argument)]` and `#[mcp(inject)]` choose for a
/// type that could be both.
pub mod marker {
    use std::marker::PhantomData;

    /// A marker knows what is kept of a parameter until its function runs.
    ///
    /// The type stands here, and not in [`Parameter`](super::Parameter), so that an expansion can
    /// name it without naming the parameter's type. A public function may take a private type, but
    /// an associated type of its companion may not mention one.
    pub trait Marker: 'static {
        /// The slot for a value that is read from the call's arguments before the function runs.
        type Slot: Default + Send + 'static;
    }

    /// A named argument of type `T`, part of the tool's schema.
    #[derive(Debug)]
    pub struct Argument<T>(PhantomData<fn() -> T>);
    /// All arguments as one struct `T` ([`Args`](super::Args)).
    #[derive(Debug)]
    pub struct Arguments<T>(PhantomData<fn() -> T>);
    /// Given by the server, unknown to the client.
    #[derive(Debug)]
    pub struct Injection;

    /// Stands for the choice of `#[mcp(argument)]`.
    #[derive(Debug)]
    pub struct Chosen;

    /// A choice of one kind of markers, by which the compiler finds the marker. The marker holds the
    /// parameter's type, which may be private, so an expansion doesn't name it.
    pub trait Choose<M> {}

    impl<T> Choose<Argument<T>> for Chosen {}

    impl<T: Send + 'static> Marker for Argument<T> {
        type Slot = Option<T>;
    }

    impl<T: Send + 'static> Marker for Arguments<T> {
        type Slot = Option<super::Args<T>>;
    }

    impl Marker for Injection {
        type Slot = ();
    }
}

/// A type that a tool's function may take as a parameter.
///
/// Not implemented by hand: implement [`serde::Deserialize`] and [`schemars::JsonSchema`] (or put
/// [`#[mcp_type]`](macro@crate::mcp_type) on the type) for an argument, [`Injected`] and
/// [`FromCall`](crate::FromCall) for something that the server gives.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a parameter of a tool",
    label = "neither an argument nor injected",
    note = "what the client's user answers (`Confirm`, `Visited`, a form) needs its question: `#[mcp(ask = \"…\")]`",
    note = "for an argument that the model fills in, put `#[mcp_type]` on the type (it derives Serialize, Deserialize and JsonSchema); for a part of the server's state, take `State<…>`; for the state behind a handle, `Handle<T>` with `#[derive(Handle)]` on `T`",
    note = "injected parameters are `State<T>`, `Context`, `Principal`, `HttpParts`, `Handles<T>`, and any type that implements `Injected`"
)]
pub trait Parameter<M: Marker>: Sized + Send {
    /// The parameter's role, as the client sees it.
    const ROLE: ParamRole;

    /// Whether the function can send progress or log messages by it, so that a call may need a
    /// stream.
    const EMITS: bool = false;

    /// Whether the function can ask the client by it.
    const ASKS: bool = false;

    /// Whether the function can tell subscribers by it that something has changed.
    const NOTIFIES: bool = false;

    /// Whether it is there in completions only.
    const COMPLETES: bool = false;

    /// Fills the slot from a JSON value.
    fn read<'de, D: Deserializer<'de>>(slot: &mut M::Slot, from: D) -> Result<(), D::Error>;

    /// Puts a value into the slot.
    fn fill(slot: &mut M::Slot, value: Self);

    /// The value in the slot, if one was read.
    fn value(slot: &M::Slot) -> Option<&Self>;

    /// Fills the slot of a parameter that was left out, if its type has a value for that (`None`,
    /// for an `Option`).
    fn leave_out(slot: &mut M::Slot) -> bool;

    /// The JSON Schema of an argument.
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema>;
}
