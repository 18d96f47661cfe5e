use mcp_runtime::prelude::*;

/// Render a scene.
#[mcp_tool(task(external))]
async fn render(frames: u32) -> String { //~ String
    format!("{frames} frames")
}

fn main() {}
