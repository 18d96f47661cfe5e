use mcp_runtime::prelude::*;

/// List the projects.
#[mcp_tool(read_only)]
fn projects() -> &'static str {
    "none yet"
}

mcp_server! {
    Projects {
        name: "projects",
        version: "1.0.0",
        scopes: { "projects:réad": "See projects" }, //~ "projects:réad"
        tools: [projects],
    }
}

fn main() {
    let _ = Projects::new();
}
