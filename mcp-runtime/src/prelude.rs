//! The imports for a file of functions: `use mcp_runtime::prelude::*;`

pub use crate::protocol::encode_uri_segment;
pub use crate::protocol::{Content, LogLevel, ResourceContents};
pub use crate::{
    Answer, Args, Asker, Call, Claims, CompletionContext, Confirm, Context, FromCall, FromRef,
    Handle, Handles, HttpParts, Injected, Json, Minted, Notify, Principal, Progress, PromptMessage,
    Question, Scopes, Server, State, Task, ToolError, ToolResult, Ui, Visibility, Visited,
};
pub use mcp_runtime_macros::{
    Form, mcp_app, mcp_completion, mcp_prompt, mcp_resource, mcp_server, mcp_tool, mcp_tools,
    mcp_type,
};
