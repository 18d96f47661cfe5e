use mcp_runtime::prelude::*;

/// A job on the farm.
#[mcp_type]
struct Job(String);

/// Render a scene.
#[mcp_tool(task(external))]
async fn render(scene: String) -> Result<Job, ToolError> { //~ Result<Job, ToolError>
    Ok(Job(scene))
}

fn main() {}
