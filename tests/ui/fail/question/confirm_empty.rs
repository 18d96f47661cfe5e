use mcp_runtime::prelude::*;

/// Delete a project.
#[mcp_tool(destructive, confirm = "")] //~ ""
fn delete(project: String) -> String {
    project
}

fn main() {}
