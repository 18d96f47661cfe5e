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
async fn act(mut basket: Handle<Basket>) -> Result<String, ToolError> {
    basket.update(|basket| basket.items.clear()).await?; //~ update
    Ok(String::new())
}

fn main() {}
