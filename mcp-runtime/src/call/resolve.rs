//! From what was read, and from the call, to what a function is called with.

use std::future::Future;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::extract::FromCall;
use crate::params::{Args, Injected, Parameter, marker};
use crate::response::ToolError;

/// A parameter that a server with state `S` can provide: from its slot, from the server, or from
/// both.
#[diagnostic::on_unimplemented(
    message = "a server with state `{S}` can't give `{Self}`",
    label = "`{Self}` is needed here",
    note = "for `State<T>`, implement `FromRef<{S}>` for `T`, or make `T` the server's `state:`, \
            and `Clone`: each call gets its own (share by `Arc`)",
    note = "for an argument, put `#[mcp_type]` on its type; for an injected type of your own, \
            implement `FromCall<{S}>`"
)]
pub trait Resolve<S, M>: Parameter<M> {
    /// The value that the function is called with.
    fn resolve(
        slot: Self::Slot,
        call: &Call<S>,
    ) -> impl Future<Output = Result<Self, ToolError>> + Send;
}

#[diagnostic::do_not_recommend]
impl<S: Send + Sync, T: DeserializeOwned + JsonSchema + Send + 'static> Resolve<S, marker::Argument>
    for T
{
    async fn resolve(slot: Option<T>, _: &Call<S>) -> Result<Self, ToolError> {
        // Every slot is filled, by the client, by a default or as left out, before the function is
        // called.
        slot.ok_or_else(|| ToolError::internal("an argument's slot is empty"))
    }
}

#[diagnostic::do_not_recommend]
impl<S: Send + Sync, T: DeserializeOwned + JsonSchema + Send + 'static>
    Resolve<S, marker::Arguments> for Args<T>
{
    async fn resolve(slot: Self::Slot, _: &Call<S>) -> Result<Self, ToolError> {
        slot.ok_or_else(|| ToolError::internal("the arguments' slot is empty"))
    }
}

#[diagnostic::do_not_recommend]
impl<S: Send + Sync, T: FromCall<S> + Injected + Send> Resolve<S, marker::Injection> for T {
    async fn resolve((): (), call: &Call<S>) -> Result<Self, ToolError> {
        T::from_call(call).await
    }
}
