use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool(destructive)]
fn archive(project: String, asker: Asker) -> String { //~ asker
    drop(asker);
    project
}

fn main() {}
