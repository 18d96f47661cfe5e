use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
async fn review(code: String) -> Result<Json<String>, ToolError> { //~ Result
    Ok(Json(code))
}

fn main() {}
