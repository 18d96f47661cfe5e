//! The declarations of `#[mcp(…)]` on a parameter.

use serde_json::Value;

use super::claims::CallerUse;
use super::format::Format;
use super::handle::HandleUse;
use super::rules::{Length, Range};

/// The role of a parameter for the client.
///
/// ```
/// use mcp_runtime::params::ParamRole;
/// use mcp_runtime::prelude::*;
///
/// /// Greet somebody.
/// #[mcp_tool(read_only)]
/// fn greet(name: String, principal: Principal) -> String {
///     format!("Hello {name}, from {}", principal.id().unwrap_or("nobody"))
/// }
///
/// mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [greet] } }
///
/// let tool = Greeter::DEFINITION.tools().next().unwrap();
/// let sent = tool.params().iter().filter(|param| param.role != ParamRole::Injected);
/// assert_eq!(sent.map(|param| param.name).collect::<Vec<_>>(), ["name"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParamRole {
    /// One named argument.
    Argument,
    /// The arguments as a whole.
    Arguments,
    /// Not in the schema.
    Injected,
}

/// A parameter as its tool declares it: everything but its type.
///
/// ```
/// use mcp_runtime::params::ParamRole;
/// use mcp_runtime::prelude::*;
///
/// /// Weather forecast for a place.
/// #[mcp_tool(read_only)]
/// fn forecast(
///     /// City name or postal code
///     place: String,
///     #[mcp(range = 1..=14, default = 3)] days: u8,
///     cx: Context,
/// ) -> String {
///     cx.progress((1, 2));
///     format!("{place}: fine for {days} days")
/// }
///
/// mcp_server! { Weather { name: "weather", version: "1.0.0", tools: [forecast] } }
///
/// let tool = Weather::DEFINITION.tools().next().unwrap();
/// let [place, days, cx] = tool.params() else { unreachable!() };
/// assert_eq!((place.name, place.description), ("place", "City name or postal code"));
/// assert!(days.range.is_some() && (days.default.unwrap())() == 3);
/// assert_eq!((cx.role, cx.emits), (ParamRole::Injected, true));
/// ```
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)] // Each says one thing; no two of them make a state.
pub struct ParamSpec {
    /// The name on the wire.
    pub name: &'static str,
    /// For the model; empty where there is none.
    pub description: &'static str,
    /// Its role for the client.
    pub role: ParamRole,
    /// Whether the function can emit by it.
    pub emits: bool,
    /// Whether the function can ask by it.
    pub asks: bool,
    /// Whether the function can tell subscribers by it.
    pub notifies: bool,
    /// Whether the function can hide items by it.
    pub hides: bool,
    /// Whether a default stands in for an argument that was left out.
    pub has_default: bool,
    /// How it uses handles.
    pub handles: HandleUse,
    /// The part of the caller's identity that it gives to the function.
    pub caller: CallerUse,
    /// `range = …`
    pub range: Option<Range>,
    /// `length = …`
    pub length: Option<Length>,
    /// `pattern = …`
    pub pattern: Option<&'static str>,
    /// `format = …`
    pub format: Option<Format>,
    /// `example = …`, as JSON
    pub examples: Option<fn() -> Vec<Value>>,
    /// `default = …`, as JSON, where it is the same for each call
    pub default: Option<fn() -> Value>,
    /// `header = …`: the value is mirrored in `Mcp-Param-{header}`.
    pub header: Option<&'static str>,
    /// `title = …`, of a prompt's argument.
    pub title: Option<&'static str>,
    /// `allow_traversal`, of a template's variable.
    pub allow_traversal: bool,
}

impl ParamSpec {
    /// Where the argument of this name stands.
    pub(crate) fn index_of(params: &[Self], name: &str) -> Option<usize> {
        params
            .iter()
            .position(|p| p.role == ParamRole::Argument && p.name == name)
    }

    /// A parameter without rules.
    pub(crate) const fn new(name: &'static str, role: ParamRole, emits: bool) -> Self {
        Self {
            name,
            description: "",
            role,
            emits,
            asks: false,
            notifies: false,
            hides: false,
            has_default: false,
            handles: HandleUse::NONE,
            caller: CallerUse::NONE,
            range: None,
            length: None,
            pattern: None,
            format: None,
            examples: None,
            default: None,
            header: None,
            title: None,
            allow_traversal: false,
        }
    }

    /// Whether a function with these can emit.
    pub(crate) const fn any_emits(params: &[Self]) -> bool {
        let mut i = 0;
        while i < params.len() {
            if params[i].emits {
                return true;
            }
            i += 1;
        }
        false
    }
}
