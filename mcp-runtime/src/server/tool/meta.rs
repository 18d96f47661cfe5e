//! A tool's declaration.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::server::keys::{setters, shared_keys};
use crate::server::{DeclaredLimits, Rate};
use crate::table::{AccessMeta, Location, TaskMeta, ToolVisibility};

/// The hints of `#[mcp_tool(read_only, destructive, …)]`; what isn't said is left to the protocol's
/// defaults.
///
/// ```
/// use mcp_runtime::server::ToolAnnotations;
///
/// let hints = ToolAnnotations { read_only: Some(true), ..ToolAnnotations::default() };
/// assert_eq!(mcp_runtime::serde_json::to_value(hints).unwrap()["readOnlyHint"], true);
/// ```
///
/// Source: `ToolAnnotations` in the specification's schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolAnnotations {
    /// It changes nothing.
    #[serde(
        rename = "readOnlyHint",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub read_only: Option<bool>,
    /// It may destroy something.
    #[serde(
        rename = "destructiveHint",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub destructive: Option<bool>,
    /// Calling it again with the same arguments changes nothing more.
    #[serde(
        rename = "idempotentHint",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub idempotent: Option<bool>,
    /// It reaches beyond this server, such as into the web.
    #[serde(
        rename = "openWorldHint",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub open_world: Option<bool>,
}

impl ToolAnnotations {
    /// The hints, if there are any.
    pub(super) fn said(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}

/// A tool as its attribute declares it.
#[derive(Clone, Copy, Debug)]
pub struct ToolMeta {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) title: Option<&'static str>,
    pub(crate) annotations: ToolAnnotations,
    /// The `icons` array, as JSON text.
    pub(crate) icons: Option<&'static str>,
    pub(crate) meta: Option<fn() -> Value>,
    pub(crate) visibility: ToolVisibility,
    /// JSON text.
    pub(crate) input_schema: Option<&'static str>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) rate: Option<Rate>,
    pub(crate) concurrency: Option<u32>,
    pub(crate) access: AccessMeta,
    pub(crate) task: Option<TaskMeta>,
    pub(crate) location: Location,
}

impl ToolMeta {
    /// Its name, before a group's prefix.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// For the model.
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// Hints for the client.
    pub const fn annotations(&self) -> ToolAnnotations {
        self.annotations
    }

    /// Who is to call it.
    pub const fn visibility(&self) -> ToolVisibility {
        self.visibility
    }

    /// The input schema that was given by hand, as JSON text.
    pub const fn input_schema(&self) -> Option<&'static str> {
        self.input_schema
    }

    /// How often each caller may call it.
    pub const fn rate(&self) -> Option<Rate> {
        self.rate
    }

    /// How many of its calls may run at a time.
    pub const fn concurrency(&self) -> Option<u32> {
        self.concurrency
    }

    /// How it is run as a task, if it is.
    pub const fn task(&self) -> Option<TaskMeta> {
        self.task
    }

    pub(crate) fn limits(&self) -> DeclaredLimits {
        DeclaredLimits {
            rate: self.rate,
            concurrency: self.concurrency,
            timeout: self.timeout,
        }
    }

    /// Before there is one.
    pub(crate) const NOTHING: &'static Self = &Self::at("", "", Location::NOWHERE);

    const fn at(name: &'static str, description: &'static str, location: Location) -> Self {
        Self {
            name,
            description,
            title: None,
            annotations: ToolAnnotations {
                read_only: None,
                destructive: None,
                idempotent: None,
                open_world: None,
            },
            icons: None,
            meta: None,
            visibility: ToolVisibility::All,
            input_schema: None,
            timeout: None,
            rate: None,
            concurrency: None,
            access: AccessMeta::DEFAULT,
            task: None,
            location,
        }
    }
}

/// For expansions: each key of the attribute that was written is one call.
#[doc(hidden)]
#[allow(missing_docs)]
impl ToolMeta {
    #[track_caller]
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self::at(name, description, Location::caller())
    }

    #[must_use]
    pub const fn with_read_only(mut self, on: bool) -> Self {
        self.annotations.read_only = Some(on);
        self
    }

    #[must_use]
    pub const fn with_destructive(mut self, on: bool) -> Self {
        self.annotations.destructive = Some(on);
        self
    }

    #[must_use]
    pub const fn with_idempotent(mut self, on: bool) -> Self {
        self.annotations.idempotent = Some(on);
        self
    }

    #[must_use]
    pub const fn with_open_world(mut self, on: bool) -> Self {
        self.annotations.open_world = Some(on);
        self
    }

    #[must_use]
    pub const fn with_visibility(mut self, visibility: ToolVisibility) -> Self {
        self.visibility = visibility;
        self
    }
}

shared_keys! { ToolMeta }

setters! { ToolMeta {
    with_input_schema(input_schema: &'static str),
    with_rate(rate: Rate),
    with_concurrency(concurrency: u32),
    with_task(task: TaskMeta),
} }
