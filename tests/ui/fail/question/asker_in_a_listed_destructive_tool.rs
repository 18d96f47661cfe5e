use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool(destructive)]
fn archive(project: String, asker: Asker) -> String { //~ asker
    drop(asker);
    project
}

mcp_server! { Projects { name: "projects", version: "1.0.0", tools: [archive] } }

fn main() {
    let _ = Projects::new();
}
