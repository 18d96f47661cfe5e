use mcp_runtime::prelude::*;

/// Delete a project.
#[mcp_tool(destructive, task)]
async fn delete(project: String, asker: Asker) -> String { //~ asker
    drop(asker);
    project
}

fn main() {}
