//! The ways in which a call can fail.

use std::time::Duration;

use mcp_runtime::prelude::*;
use mcp_runtime::protocol::ClientCapability;

/// Fail with a message that the model reads.
#[mcp_tool(read_only)]
fn test_error_handling() -> Result<String, ToolError> {
    Err(ToolError::new(
        "This tool intentionally returns an error for testing",
    ))
}

/// Fail with an error that stays inside: the model reads an id, and the server's log says the rest
/// under that id.
#[mcp_tool(read_only)]
fn masked_error() -> Result<String, ToolError> {
    Ok(std::fs::read_to_string("/there/is/no/such.file")?)
}

/// Need the client's own model, and refuse a client that does not offer it.
#[mcp_tool(read_only)]
fn test_missing_capability(cx: Context) -> Result<&'static str, ToolError> {
    cx.require(ClientCapability::Sampling)?;
    Ok("The client offers sampling.")
}

/// Take longer than the tool may.
#[mcp_tool(read_only, timeout = "100ms")]
async fn too_slow() {
    tokio::time::sleep(Duration::from_secs(60)).await;
}

/// Print to standard output, which over stdio is not the tool's to print to.
#[mcp_tool(read_only)]
#[allow(clippy::print_stdout)]
fn prints() -> &'static str {
    println!("this is no message");
    "printed"
}

mcp_tools! { pub Tools: [test_error_handling, masked_error, test_missing_capability, too_slow, prints] }
