use mcp_runtime::prelude::*;

/// Add on the spot.
#[mcp_tool]
fn add(a: i32, b: i32) -> i32 {
    a + b
}

/// Add after a while.
#[mcp_tool]
async fn add_later(a: i32, b: i32) -> i32 {
    std::future::ready(a + b).await
}

/// Add on a thread for blocking work.
#[mcp_tool(blocking, timeout = "1m")]
fn add_slowly(a: i32, b: i32, cx: Context) -> Result<i32, ToolError> {
    if cx.is_cancelled() {
        return Err(ToolError::new("cancelled"));
    }
    Ok(a + b)
}

mcp_server! { Adder { name: "adder", version: "1.0.0", tools: [add, add_later, add_slowly] } }

pub(crate) fn main() {
    let _server = Adder::new();
}
