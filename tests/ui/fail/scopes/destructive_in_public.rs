use mcp_runtime::prelude::*;

/// Delete a project.
#[mcp_tool(destructive, public)]
fn delete(name: String) -> String {
    name
}

/// List the projects.
#[mcp_tool(read_only)]
fn projects() -> &'static str {
    "none yet"
}

mcp_server! {
    Projects {
        name: "projects",
        version: "1.0.0",
        scopes: { "projects:read": "See projects" },
        default_scopes: ["projects:read"],
        tools: [projects, delete], //~ delete
    }
}

fn main() {
    let _ = Projects::new();
}
