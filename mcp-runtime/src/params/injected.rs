//! Parameters that the server gives: known by type, never in the schema.

use schemars::{Schema, SchemaGenerator};
use serde::Deserializer;
use serde::de::Error as _;

use super::{ParamRole, Parameter, marker};
use crate::table::{CallerUse, TaskUse};

/// Marks a type as given by the server rather than sent by the client. [`FromCall`](crate::FromCall) says how.
///
/// Two traits, since whether a parameter belongs to the schema must be known without knowing the
/// server's state.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::{Call, FromCall, Injected};
///
/// /// Counts steps, and tells the client of them.
/// struct Steps(Context, u32);
///
/// impl Injected for Steps {
///     const EMITS: bool = true; // or the calls of its tools have nothing to send by
/// }
///
/// impl<S: Send + Sync> FromCall<S> for Steps {
///     async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
///         Ok(Self(call.context(), 0))
///     }
/// }
///
/// impl Steps {
///     fn next(&mut self) {
///         self.1 += 1;
///         self.0.progress(self.1);
///     }
/// }
///
/// /// Bake a cake.
/// #[mcp_tool]
/// fn bake(mut steps: Steps) {
///     steps.next(); // stirred
///     steps.next(); // baked
/// }
/// # mcp_server! { Kitchen { name: "kitchen", version: "1.0.0", tools: [bake] } }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let client = mcp_runtime::testing::Client::new(Kitchen::new());
/// # assert_eq!(client.call_tool::<bake>(mcp_runtime::serde_json::json!({})).await.notifications().len(), 2);
/// # }
/// ```
pub trait Injected {
    /// Whether a function that takes this can send progress or log messages by it.
    const EMITS: bool = false;

    /// Whether a function that takes this can ask the client by it. A `destructive` tool can't take
    /// it.
    const ASKS: bool = false;

    /// Whether a function that takes this can tell subscribers by it that something has changed.
    const NOTIFIES: bool = false;

    /// Whether a function that takes this can hide tools, prompts or resources by it, and show them
    /// again.
    const HIDES: bool = false;

    /// Whether only a completion can take this.
    const COMPLETES: bool = false;

    /// The part of the caller's identity that it gives to the function.
    #[doc(hidden)]
    const CALLER: CallerUse = CallerUse::NONE;

    /// Whether it is made of the HTTP request that carried the call. A tool with `task` can't take
    /// it: when its body runs, the request is gone.
    const READS_REQUEST: bool = false;

    #[doc(hidden)]
    const TASK: TaskUse = TaskUse::Nothing;
}

#[diagnostic::do_not_recommend]
impl<T: Injected + Send> Parameter<marker::Injection> for T {
    const ROLE: ParamRole = ParamRole::Injected;

    const EMITS: bool = <T as Injected>::EMITS;

    const ASKS: bool = <T as Injected>::ASKS;

    const NOTIFIES: bool = <T as Injected>::NOTIFIES;

    const HIDES: bool = <T as Injected>::HIDES;

    const COMPLETES: bool = <T as Injected>::COMPLETES;

    const CALLER: CallerUse = <T as Injected>::CALLER;

    const READS_REQUEST: bool = <T as Injected>::READS_REQUEST;

    const TASK: TaskUse = <T as Injected>::TASK;

    type Slot = ();

    fn read<'de, D: Deserializer<'de>>((): &mut (), _: D) -> Result<(), D::Error> {
        Err(D::Error::custom("not an argument"))
    }

    fn fill((): &mut (), _: Self) {}

    fn value((): &()) -> Option<&Self> {
        None
    }

    fn leave_out((): &mut ()) -> bool {
        true
    }

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}
