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
async fn act(basket: Handle<Basket>) -> Result<String, ToolError> {
    basket.close().await?; //~ close
    Ok(String::new())
}

fn main() {}
