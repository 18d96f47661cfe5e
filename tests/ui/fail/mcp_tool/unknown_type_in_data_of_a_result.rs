use mcp_runtime::prelude::*;

/// Add two integers.
#[mcp_tool]
async fn add(a: i64, b: i64) -> Result<Json<Vec<Sum>>, ToolError> { //~ Sum
    Ok(Json(vec![a + b]))
}

fn main() {}
