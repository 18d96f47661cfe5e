use mcp_runtime::prelude::*;

/// Delete a project.
#[mcp_tool(destructive, confirm = "Delete {project}?")] //~ "Delete {project}?"
fn delete(project: String, #[mcp(ask = "Really?")] confirm: Confirm) -> String {
    let Confirm = confirm;
    project
}

fn main() {}
