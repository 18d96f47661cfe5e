//! tower-mcp.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tower_mcp::{CallToolResult, Error, HttpTransport, McpRouter, StdioTransport, tool_fn};

#[derive(Debug, Deserialize, JsonSchema)]
struct AddArgs {
    /// One
    a: i64,
    /// The other
    b: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Sum {
    result: i64,
}

#[tool_fn(description = "Add two integers.")]
async fn add(input: AddArgs) -> Result<CallToolResult, Error> {
    CallToolResult::from_serialize(&Sum { result: input.a + input.b })
}
// {{ for each tool

#[derive(Debug, Deserialize, JsonSchema)]
struct ArgsNN {
    /// Text to search for
    query: String,
    /// Maximum number of rows
    limit: i64,
    /// Match exactly
    exact: Option<bool>,
}

#[tool_fn(description = "Dummy tool NN: searches a fictional collection and returns a formatted line.")]
async fn tool_NN(input: ArgsNN) -> Result<CallToolResult, Error> {
    Ok(CallToolResult::text(format!("NN {} {} {:?}", input.query, input.limit, input.exact)))
}
// }}

fn router() -> McpRouter {
    McpRouter::new()
        .server_info("bench", "0")
        .tool(add_tool())
        // {{ for each tool
        .tool(tool_NN_tool())
        // }}
}

#[tokio::main]
async fn main() {
    if std::env::args().nth(1).as_deref() == Some("stdio") {
        StdioTransport::new(router()).run().await.unwrap();
        return;
    }
    let app = HttpTransport::new(router()).into_router_at("/mcp");
    let listener = tokio::net::TcpListener::bind(std::env::var("MCP_HTTP").unwrap()).await.unwrap();
    axum::serve(listener, app).await.unwrap();
}
