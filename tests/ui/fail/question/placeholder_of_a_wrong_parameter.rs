use mcp_runtime::prelude::*;

struct Project(String);

/// Delete a project.
#[mcp_tool(destructive, confirm = "Delete {project}?")]
fn delete(project: Project) -> String { //~ Project
    project.0
}

mcp_server! { Projects { name: "projects", version: "1.0.0", tools: [delete] } }

fn main() {
    let _ = Projects::new();
}
