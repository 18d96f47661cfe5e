use mcp_runtime::prelude::*;

/// Add two integers.
#[mcp_tool]
fn add(a: i64, b: i64) -> Result<Sum, ToolError> { //~ Sum
    Ok(a + b)
}

mcp_server! {
    Adder { name: "adder", version: "1.0.0", tools: [add] }
}

fn main() {
    let _ = Adder::new();
}
