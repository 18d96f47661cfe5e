use std::collections::BTreeMap;
use std::sync::Arc;

use super::{FromCall, Injected};
use crate::response::ToolError;
use crate::server::Call;

/// What a person is typing, and which other arguments they have filled in.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[mcp_completion]
/// fn cities(typed: Completing) -> Vec<&'static str> {
///     let cities: &[&str] = match typed.argument("country") {
///         Some("CH") => &["Bern", "Basel"],
///         _ => &["Berlin", "Bern", "Basel"],
///     };
///     cities.iter().copied().filter(|city| city.starts_with(typed.value())).collect()
/// }
///
/// /// Plan a day out.
/// #[mcp_prompt]
/// fn day_out(country: String, #[mcp(complete = cities)] city: String) -> String {
///     format!("Plan a day in {city}, {country}")
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Completing(pub(crate) Arc<Typed>);

#[derive(Debug)]
pub(crate) struct Typed {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) arguments: BTreeMap<String, String>,
}

impl Completing {
    /// The name of the argument.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What stands there so far.
    pub fn value(&self) -> &str {
        &self.0.value
    }

    /// The value of another argument, if it is filled in. It is as the client sent it, not checked.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.0.arguments.get(name).map(String::as_str)
    }
}

impl Injected for Completing {
    const COMPLETES: bool = true;
}

impl<S: Send + Sync> FromCall<S> for Completing {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        call.completing().ok_or_else(|| ToolError::internal("`Completing` is for completions, and this is none"))
    }
}
