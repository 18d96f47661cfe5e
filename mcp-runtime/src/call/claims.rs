use std::ops::Deref;

use serde::de::DeserializeOwned;

use super::access::Access;
use super::call::Call;
use super::extract::FromCall;
use crate::params::Injected;
use crate::response::ToolError;
use crate::table::{CallerUse, ClaimsType};

/// The claims of the caller's token, as a type of your own, which the server names by `claims: T`.
///
/// A token that doesn't fit the type is refused with 401 `invalid_token`. A `public` function takes
/// `Option<Claims<T>>`, which is `None` for who sends no token. Over standard input and output there
/// is no token: then the claims are those of an empty object, if the type can be read from one.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::serde_json::json;
///
/// #[derive(serde::Deserialize)]
/// # #[serde(crate = "mcp_runtime::serde")]
/// struct Staff {
///     department: String,
/// }
/// # use mcp_runtime::serde;
///
/// /// Say which department is yours.
/// #[mcp_tool(read_only)]
/// fn department(Claims(who): Claims<Staff>) -> String {
///     who.department
/// }
///
/// mcp_server! {
///     Company { name: "company", version: "1.0.0", claims: Staff, tools: [department] }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let client = mcp_runtime::testing::Client::new(Company::new())
///     .with_claims(json!({ "department": "sales" }));
/// assert_eq!(client.call_tool::<department>(json!({})).await.text(), "sales");
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Claims<T>(pub T);

impl<T> Deref for Claims<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: 'static> Injected for Claims<T> {
    const CALLER: CallerUse = CallerUse {
        is_needed: true,
        claims: Some(ClaimsType::of::<T>),
        ..CallerUse::NONE
    };
}

impl<S: Send + Sync, T: DeserializeOwned + Send + 'static> FromCall<S> for Claims<T> {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        match read(call) {
            Some(claims) => Ok(Self(claims)),
            None if matches!(call.access(), Access::Granted(_)) => {
                let wrong = "the token doesn't say what this needs to know of its caller";
                Err(ToolError::refused(call.challenges().unusable(wrong)))
            }
            None => Err(ToolError::new(
                "This can only be called with an access token, over HTTP",
            )),
        }
    }
}

impl<T: 'static> Injected for Option<Claims<T>> {
    const CALLER: CallerUse = CallerUse {
        claims: Some(ClaimsType::of::<T>),
        ..CallerUse::NONE
    };
}

impl<S: Send + Sync, T: DeserializeOwned + Send + 'static> FromCall<S> for Option<Claims<T>> {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        match call.access() {
            Access::Granted(_) => Claims::from_call(call).await.map(Some),
            Access::Full => Ok(read(call).map(Claims)),
            Access::Anonymous => Ok(None),
        }
    }
}

fn read<S, T: DeserializeOwned>(call: &Call<S>) -> Option<T> {
    call.note_claims();
    let nothing = serde_json::Map::new();
    let claims = match call.access() {
        Access::Granted(grant) => &grant.claims,
        Access::Full => &nothing,
        Access::Anonymous => return None,
    };
    T::deserialize(claims).ok()
}
