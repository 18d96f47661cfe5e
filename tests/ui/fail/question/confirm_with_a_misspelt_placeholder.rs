use mcp_runtime::prelude::*;

/// Delete a project.
#[mcp_tool(destructive, confirm = "Delete {projekt}?")] //~ "Delete {projekt}?"
fn delete(project: String) -> String {
    project
}

fn main() {}
