use mcp_runtime::prelude::*;

/// Delete a project.
#[mcp_tool(destructive, confirm = "Delete {}?")] //~ "Delete {}?"
fn delete(project: String) -> String {
    project
}

fn main() {}
