use mcp_runtime::prelude::*;
use std::rc::Rc;

/// Count to one.
#[mcp_tool]
async fn count(cx: Context) -> Result<usize, ToolError> { //~ count
    let one = Rc::new(1);
    cx.cancelled().await;
    Ok(*one)
}

mcp_server! { Counter { name: "counter", version: "1.0.0", tools: [count] } }

fn main() {
    let _ = Counter::new();
}
