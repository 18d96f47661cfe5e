use serde::Serialize;
use serde_json::{Map, Value};

use super::finite::check_finite;
use super::{ResultWriter, ToolError, ToolOutput};
use crate::protocol::Content;

/// A complete result: content, structured content, `_meta`, and whether it is an error.
///
/// Most tools return something simpler; use this for a tool that needs all of it.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Measure the temperature.
/// #[mcp_tool(read_only)]
/// fn measure() -> Result<ToolResult, ToolError> {
///     ToolResult::new(["It is 21 °C.".into()])
///         .with_meta("com.example/sensor", "roof")
///         .with_structured(21.0)
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToolResult {
    content: Vec<Content>,
    structured: Option<Value>,
    is_error: bool,
    meta: Map<String, Value>,
}

impl ToolResult {
    /// A result with these blocks.
    pub fn new(content: impl IntoIterator<Item = Content>) -> Self {
        Self {
            content: content.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Adds structured content. The blocks should say the same, for clients that read only blocks.
    ///
    /// # Errors
    ///
    /// If serde can't write the value as JSON, such as a map whose keys are not texts.
    pub fn with_structured(mut self, value: impl Serialize) -> Result<Self, ToolError> {
        check_finite(&value)?;
        self.structured = Some(serde_json::to_value(value)?);
        Ok(self)
    }

    /// Adds an entry to the result's `_meta`.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }

    /// Marks the result as an error that the model should read.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// /// Run the project's tests.
    /// #[mcp_tool]
    /// fn run_tests() -> ToolResult {
    ///     let (passed, output) = (false, "1 of 9 failed: it_adds");
    ///     let result = ToolResult::new([output.into()]);
    ///     if passed { result } else { result.as_error() }
    /// }
    /// ```
    #[must_use]
    pub fn as_error(mut self) -> Self {
        self.is_error = true;
        self
    }
}

impl ToolOutput for ToolResult {
    fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
        out.content(&self.content)?;
        if let Some(value) = &self.structured {
            out.with_structured(value)?;
        }
        if self.is_error {
            out.mark_error();
        }
        out.meta(self.meta);
        Ok(())
    }
}
