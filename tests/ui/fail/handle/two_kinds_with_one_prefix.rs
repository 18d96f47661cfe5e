use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket {
    items: Vec<String>,
}

/// A basket ball
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "1h")]
struct Ball {
    size: u8,
}

/// Create an empty basket.
#[mcp_tool]
async fn create_basket(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
    baskets.mint(Basket { items: Vec::new() }).await
}

/// Blow up a ball.
#[mcp_tool]
async fn create_ball(balls: Handles<Ball>) -> Result<Minted<Ball>, ToolError> {
    balls.mint(Ball { size: 7 }).await
}

mcp_server! {
    Shop { name: "shop", version: "1.0.0", tools: [
            create_basket,
            create_ball, //~ create_ball
        ] }
}

fn main() {
    let _ = Shop::new();
}
