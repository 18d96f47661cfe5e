//! Functions that return futures, named or not.

use mcp_runtime::prelude::*;
use std::pin::Pin;

/// Wait a little.
#[mcp_tool]
fn wait(millis: u64) -> impl Future<Output = Result<String, ToolError>> + Send {
    async move { Ok(format!("waited {millis} ms")) }
}

/// Wait a little, without saying that the future is `Send`.
#[mcp_tool]
fn wait_quietly(#[mcp(default = 5)] millis: u64, cx: Context) -> impl Future<Output = u64> {
    let _ = cx;
    std::future::ready(millis)
}

/// Wait in a box.
#[mcp_tool]
fn wait_boxed(millis: u64) -> Pin<Box<dyn Future<Output = u64> + Send>> {
    Box::pin(async move { millis })
}

/// Return a text that has no name for its type.
#[mcp_tool]
async fn unnamed() -> Result<impl mcp_runtime::ToolOutput, ToolError> {
    Ok("text")
}

/// Return a text that has no name for its type, from a thread of its own.
#[mcp_tool(blocking)]
fn unnamed_on_a_thread(text: String) -> impl mcp_runtime::ToolOutput {
    text
}

mcp_server! {
    Waiter { name: "waiter", version: "1.0.0", tools: [wait, wait_quietly, wait_boxed, unnamed, unnamed_on_a_thread] }
}

pub(crate) fn main() {
    let _server = Waiter::new();
}
