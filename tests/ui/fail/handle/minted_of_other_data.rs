use mcp_runtime::prelude::*;

#[mcp_type]
struct Point {
    x: f64,
}

/// Make a point.
#[mcp_tool]
fn create() -> Result<Minted<Point>, ToolError> { //~ Result<Minted<Point>, ToolError>
    Err(ToolError::new("no"))
}

fn main() {}
