use std::collections::BTreeMap;
use std::sync::Arc;

use crate::params::Injected;

/// The argument that a person is typing, and the other arguments that are already filled in.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[mcp_completion]
/// fn cities(typed: CompletionContext) -> Vec<&'static str> {
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
pub struct CompletionContext(pub(crate) Arc<Typed>);

#[derive(Debug)]
pub(crate) struct Typed {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) arguments: BTreeMap<String, String>,
}

impl CompletionContext {
    /// For a unit test of a completion: an argument, and the text typed so far.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// #[mcp_completion]
    /// fn colors(typed: CompletionContext) -> Vec<&'static str> {
    ///     ["red", "green"].into_iter().filter(|color| color.starts_with(typed.value())).collect()
    /// }
    ///
    /// assert_eq!(colors(CompletionContext::new("color", "r")), ["red"]);
    /// ```
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self(Arc::new(Typed {
            name: name.into(),
            value: value.into(),
            arguments: BTreeMap::new(),
        }))
    }

    /// Adds another argument that is filled in.
    ///
    /// ```
    /// use mcp_runtime::CompletionContext;
    ///
    /// let typed = CompletionContext::new("city", "Ber").with_argument("country", "CH");
    /// assert_eq!((typed.name(), typed.value()), ("city", "Ber"));
    /// assert_eq!((typed.argument("country"), typed.argument("street")), (Some("CH"), None));
    /// ```
    #[must_use]
    pub fn with_argument(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let Self(typed) = self;
        let mut arguments = typed.arguments.clone();
        arguments.insert(name.into(), value.into());
        Self(Arc::new(Typed {
            name: typed.name.clone(),
            value: typed.value.clone(),
            arguments,
        }))
    }

    /// The name of the argument.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns the text typed so far.
    pub fn value(&self) -> &str {
        &self.0.value
    }

    /// The value of another argument, if it is filled in, as the client sent it. It isn't checked.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.0.arguments.get(name).map(String::as_str)
    }
}

impl Injected for CompletionContext {
    const COMPLETES: bool = true;
}
