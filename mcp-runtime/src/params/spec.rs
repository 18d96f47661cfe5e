use schemars::Schema;
use serde_json::Value;

use super::rules::{Format, Length, Range};

/// What a parameter is to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamRole {
    /// One named argument.
    Argument,
    /// The arguments as a whole.
    Arguments,
    /// Not in the schema.
    Injected,
}

/// The schema of one parameter's type.
#[derive(Debug)]
pub struct ArgumentSchema {
    /// Of the type, before any rules.
    pub schema: Schema,
    /// Whether it may be left out.
    pub optional: bool,
}

/// A parameter as its tool declares it: everything but its type.
#[derive(Clone, Copy, Debug)]
pub struct ParamSpec {
    /// The name on the wire.
    pub name: &'static str,
    /// For the model; empty where there is none.
    pub description: &'static str,
    /// What it is to the client.
    pub role: ParamRole,
    /// Whether the function can emit by it.
    pub emits: bool,
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
    /// `default = …`, as JSON
    pub default: Option<fn() -> Value>,
    /// `header = …`: the value is mirrored in `Mcp-Param-{header}`.
    pub header: Option<&'static str>,
}

impl ParamSpec {
    /// A parameter without rules.
    pub const fn new(name: &'static str, role: ParamRole, emits: bool) -> Self {
        Self {
            name,
            description: "",
            role,
            emits,
            range: None,
            length: None,
            pattern: None,
            format: None,
            examples: None,
            default: None,
            header: None,
        }
    }
}
