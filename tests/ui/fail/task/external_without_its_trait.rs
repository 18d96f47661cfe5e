use mcp_runtime::prelude::*;

/// Render a scene.
#[mcp_tool(task(external))]
async fn render(scene: String) -> String { //~ String
    scene
}

fn main() {}
