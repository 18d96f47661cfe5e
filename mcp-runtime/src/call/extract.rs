//! Parameters that the server gives: known by type, never in the schema.

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use axum_core::extract::FromRef;

use super::call::Call;
use super::context::Context;
use crate::params::{Injected, Principal};
use crate::response::ToolError;

/// Makes an injected parameter from the call.
///
/// An error is the call's result: the model reads it, if it is a [`ToolError`] for the model.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::{Call, FromCall, Injected};
///
/// /// The tenant, from a header that the gateway sets.
/// struct Tenant(String);
///
/// impl Injected for Tenant {}
///
/// impl<S: Send + Sync> FromCall<S> for Tenant {
///     async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
///         let header = call.http().and_then(|parts| parts.headers.get("x-tenant")?.to_str().ok());
///         header.map(|tenant| Tenant(tenant.to_owned())).ok_or_else(|| ToolError::new("No tenant was given"))
///     }
/// }
///
/// /// Count the tenant's invoices.
/// #[mcp_tool(read_only)]
/// async fn count_invoices(tenant: Tenant) -> String {
///     format!("{} has 3 invoices", tenant.0)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the server's state `{S}` can't give `{Self}`",
    label = "`{Self}` is needed here",
    note = "for `State<T>`, implement `FromRef<{S}>` for `T`, or make `T` the server's `state:`, \
            and `Clone`: each call gets its own (share by `Arc`)",
    note = "for a type of your own, implement `FromCall<{S}>`"
)]
pub trait FromCall<S>: Sized {
    /// Makes the value for one call.
    fn from_call(call: &Call<S>) -> impl Future<Output = Result<Self, ToolError>> + Send;
}

/// A part of the server's state: the whole of it, or anything that [`FromRef`] can take out of it.
///
/// Each call gets a value of its own, so the whole state must be `Clone` to be taken; a pool or an
/// `Arc` is shared.
///
/// ```
/// use mcp_runtime::FromRef;
/// use mcp_runtime::prelude::*;
///
/// #[derive(Clone)]
/// struct Greeting(&'static str);
///
/// struct AppState { greeting: Greeting }
///
/// impl FromRef<AppState> for Greeting {
///     fn from_ref(state: &AppState) -> Self {
///         state.greeting.clone()
///     }
/// }
///
/// /// Greet somebody.
/// #[mcp_tool(read_only)]
/// fn greet(
///     /// Whom to greet
///     name: String,
///     State(greeting): State<Greeting>,
/// ) -> String {
///     format!("{}, {name}!", greeting.0)
/// }
///
/// mcp_server! { pub Greeter { name: "greeter", version: "1.0.0", state: AppState, tools: [greet] } }
/// # let _ = Greeter::new(AppState { greeting: Greeting("Hello") });
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct State<T>(pub T);

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for State<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> Injected for State<T> {}

impl<S: Send + Sync, T: FromRef<S> + Send> FromCall<S> for State<T> {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(Self(T::from_ref(call.state())))
    }
}

impl Injected for Principal {}

impl<S: Send + Sync> FromCall<S> for Principal {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(call.principal().clone())
    }
}

impl Injected for Context {
    const EMITS: bool = true;
}

impl<S: Send + Sync> FromCall<S> for Context {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(call.context())
    }
}

/// The HTTP request that carried the call: headers, URI, extensions set by layers in front.
///
/// A call that came another way (stdio, in process) has none: take `Option<HttpParts>` to run there
/// too.
///
/// ```
/// use mcp_runtime::HttpParts;
/// use mcp_runtime::prelude::*;
///
/// /// Say which program is asking.
/// #[mcp_tool(read_only)]
/// fn who_asks(http: Option<HttpParts>) -> String {
///     let agent = http.as_ref().and_then(|http| http.headers.get("user-agent")?.to_str().ok());
///     agent.unwrap_or("somebody").to_owned()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct HttpParts(pub Arc<http::request::Parts>);

impl Deref for HttpParts {
    type Target = http::request::Parts;

    fn deref(&self) -> &http::request::Parts {
        &self.0
    }
}

impl Injected for HttpParts {
    const READS_REQUEST: bool = true;
}

impl<S: Send + Sync> FromCall<S> for HttpParts {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        match <Option<Self> as FromCall<S>>::from_call(call).await? {
            Some(parts) => Ok(parts),
            None => Err(ToolError::new("This tool can only be called over HTTP")),
        }
    }
}

impl Injected for Option<HttpParts> {
    const READS_REQUEST: bool = true;
}

impl<S: Send + Sync> FromCall<S> for Option<HttpParts> {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(call.http().map(|parts| HttpParts(Arc::new(parts.clone()))))
    }
}
