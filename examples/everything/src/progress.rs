//! What a tool can say while it works, to a client that asked to hear it.

use std::time::Duration;

use mcp_runtime::Progress;
use mcp_runtime::prelude::*;
use serde_json::json;
use tokio::time::sleep;

/// The pause between two messages.
const STEP: Duration = Duration::from_millis(50);

/// How long a connection carries the stream of a call: short, so that the suite needs no patience.
pub(crate) const CONNECTION_LIMIT: Duration = Duration::from_secs(1);

/// Report progress: nothing, half, all.
#[mcp_tool(read_only)]
async fn test_tool_with_progress(cx: Context) -> &'static str {
    cx.progress((0, 100));
    sleep(STEP).await;
    cx.progress((50, 100));
    sleep(STEP).await;
    cx.progress(Progress::new(100.0).total(100.0).message("All done"));
    // What is still unsent when the answer is there goes out by HTTP only.
    sleep(STEP).await;
    "Progress was reported three times."
}

/// Send log messages.
#[mcp_tool(read_only)]
async fn test_logging_tool(cx: Context) -> &'static str {
    cx.log(LogLevel::Info, "Tool execution started");
    sleep(STEP).await;
    cx.log_as("everything", LogLevel::Info, json!({ "step": 2, "of": 3 }));
    sleep(STEP).await;
    cx.log(LogLevel::Info, "Tool execution completed");
    "Three messages were logged."
}

/// Send log messages, as the suite wants them of earlier revisions.
#[mcp_tool(read_only)]
async fn test_tool_with_logging(cx: Context) -> &'static str {
    cx.log(LogLevel::Info, "Tool execution started");
    sleep(STEP).await;
    cx.log(LogLevel::Info, "Tool processing data");
    sleep(STEP).await;
    cx.log(LogLevel::Info, "Tool execution completed");
    "Three messages were logged."
}

/// Take longer than the server leaves a connection to a client of revision 2025-11-25, which comes
/// back for the answer.
#[mcp_tool(read_only)]
async fn test_reconnection(cx: Context) -> &'static str {
    cx.log(LogLevel::Info, "The connection ends before the answer");
    sleep(CONNECTION_LIMIT + 5 * STEP).await;
    "The client has come back for this answer."
}

mcp_tools! {
    pub Tools: [
        test_tool_with_progress, test_logging_tool, test_tool_with_logging, test_reconnection,
    ]
}
