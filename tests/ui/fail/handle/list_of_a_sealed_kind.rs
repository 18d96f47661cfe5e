use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h", sealed)]
struct Basket {
    items: Vec<String>,
}

/// Do it.
#[mcp_tool]
async fn act(baskets: Handles<Basket>) -> Result<String, ToolError> {
    drop(baskets.list(10).await?); //~ list
    Ok(String::new())
}

fn main() {}
