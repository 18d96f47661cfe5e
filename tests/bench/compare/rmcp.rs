//! The official Rust SDK.

use rmcp::handler::server::wrapper::Parameters;
use rmcp::transport::stdio;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{Json, ServiceExt, schemars, tool, tool_router};

#[derive(Clone)]
struct Bench;

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct AddArgs {
    /// One
    a: i64,
    /// The other
    b: i64,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Sum {
    result: i64,
}
// {{ for each tool

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct ArgsNN {
    /// Text to search for
    query: String,
    /// Maximum number of rows
    limit: i64,
    /// Match exactly
    exact: Option<bool>,
}
// }}

#[tool_router(server_handler)]
impl Bench {
    #[tool(description = "Add two integers.")]
    async fn add(&self, Parameters(AddArgs { a, b }): Parameters<AddArgs>) -> Json<Sum> {
        Json(Sum { result: a + b })
    }
    // {{ for each tool

    #[tool(description = "Dummy tool NN: searches a fictional collection and returns a formatted line.")]
    async fn tool_NN(&self, Parameters(ArgsNN { query, limit, exact }): Parameters<ArgsNN>) -> String {
        format!("NN {query} {limit} {exact:?}")
    }
    // }}
}

#[tokio::main]
async fn main() {
    if std::env::args().nth(1).as_deref() == Some("stdio") {
        Bench.serve(stdio()).await.unwrap().waiting().await.unwrap();
        return;
    }
    let config = StreamableHttpServerConfig::default().with_json_response(true).with_legacy_session_mode(false);
    let service = StreamableHttpService::new(|| Ok(Bench), LocalSessionManager::default().into(), config);
    let address = std::env::var("MCP_HTTP").unwrap();
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    axum::serve(listener, axum::Router::new().nest_service("/mcp", service)).await.unwrap();
}
