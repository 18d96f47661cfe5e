//! Parameters that the server gives: known by type, never in the schema.

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use axum_core::extract::FromRef;
use schemars::{Schema, SchemaGenerator};
use serde::Deserializer;
use serde::de::Error as _;

use super::{Context, Parameter, Principal, Resolve, marker};
use crate::response::ToolError;
use crate::server::Call;
use crate::table::ParamRole;

/// Marks a type as given by the server rather than sent by the client. [`FromCall`] says how.
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

    /// Whether only a completion can take this.
    const COMPLETES: bool = false;
}

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
    note = "for `State<T>`, implement `FromRef<{S}>` for `T`, or make `T` the server's `state:`, and `Clone`: each call gets its own (share by `Arc`)",
    note = "for a type of your own, implement `FromCall<{S}>`"
)]
pub trait FromCall<S>: Injected + Sized {
    /// Makes the value for one call.
    fn from_call(call: &Call<S>) -> impl Future<Output = Result<Self, ToolError>> + Send;
}

#[diagnostic::do_not_recommend]
impl<T: Injected + Send> Parameter<marker::Injection> for T {
    const ROLE: ParamRole = ParamRole::Injected;

    const EMITS: bool = <T as Injected>::EMITS;

    const ASKS: bool = <T as Injected>::ASKS;

    const NOTIFIES: bool = <T as Injected>::NOTIFIES;

    const COMPLETES: bool = <T as Injected>::COMPLETES;

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

#[diagnostic::do_not_recommend]
impl<S: Send + Sync, T: FromCall<S> + Send> Resolve<S, marker::Injection> for T {
    async fn resolve((): (), call: &Call<S>) -> Result<Self, ToolError> {
        T::from_call(call).await
    }
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

impl Injected for HttpParts {}

impl<S: Send + Sync> FromCall<S> for HttpParts {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        match <Option<Self> as FromCall<S>>::from_call(call).await? {
            Some(parts) => Ok(parts),
            None => Err(ToolError::new("This tool can only be called over HTTP")),
        }
    }
}

impl Injected for Option<HttpParts> {}

impl<S: Send + Sync> FromCall<S> for Option<HttpParts> {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        Ok(call.http().map(|parts| HttpParts(Arc::new(parts.clone()))))
    }
}
