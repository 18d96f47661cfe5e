//! This project, with its whole command line, or without one as the peers are.

use mcp_runtime::prelude::*;

#[mcp_type]
struct Sum {
    result: i64,
}

/// Add two integers.
#[mcp_tool]
fn add(
    /// One
    a: i64,
    /// The other
    b: i64,
) -> Json<Sum> {
    Json(Sum { result: a + b })
}
// {{ for each tool
/// Dummy tool NN: searches a fictional collection and returns a formatted line.
#[mcp_tool]
fn tool_NN(
    /// Text to search for
    query: String,
    /// Maximum number of rows
    limit: i64,
    /// Match exactly
    exact: Option<bool>,
) -> String {
    format!("NN {query} {limit} {exact:?}")
}
// }}
mcp_server! {
    Bench {
        name: "bench",
        version: "0",
        tools: [
            add,
            // {{ for each tool
            tool_NN,
            // }}
        ],
    }
}

#[cfg(feature = "bare")]
#[tokio::main]
async fn main() -> mcp_runtime::Result<()> {
    Bench::new().serve(std::env::var("MCP_HTTP")?).await?;
    Ok(())
}

#[cfg(not(feature = "bare"))]
#[tokio::main]
async fn main() -> std::process::ExitCode {
    Bench::new().main().await
}
