//! What a file of tools needs: `use mcp_runtime::prelude::*;`

pub use crate::protocol::{Content, LogLevel};
pub use crate::{Args, Context, FromRef, Json, Principal, State, ToolError, ToolResult};
pub use mcp_macros::{mcp_server, mcp_tool, mcp_tools, mcp_type};
