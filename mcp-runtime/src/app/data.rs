//! The data that a view shows. A type is checked where it is declared, so that one mistake gives
//! one message.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::response::{ResultWriter, ToolError, ToolResult};

/// How the values of a type are written, and what their schema is. [`Self::SERDE`] is the one there
/// is.
pub struct AppData<T> {
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    pub(super) write: fn(&T, &mut ResultWriter) -> Result<(), ToolError>,
    pub(super) keep: fn(&T, ToolResult) -> Result<ToolResult, ToolError>,
}

impl<T> fmt::Debug for AppData<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppData")
    }
}

impl<T: Shown> AppData<T> {
    /// By the type's `Serialize` and `JsonSchema`.
    pub const SERDE: Self = Self {
        schema: T::json_schema,
        write: |data, out| out.with_structured(data),
        keep: |data, result| result.with_structured(data),
    };
}

/// Data that a view can show. Every type that has a schema and that serde can write is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has a view, but is no data that a result could have: it must implement \
               `Serialize` and `JsonSchema`",
    label = "can't be sent to its view",
    note = "put `#[mcp_type]` on the type"
)]
pub trait Shown: Serialize + JsonSchema {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema> Shown for T {}

/// [`AppData::SERDE`], for a type that need not be known to have it.
pub const fn app_data<T: Shown>() -> AppData<T> {
    AppData::SERDE
}
