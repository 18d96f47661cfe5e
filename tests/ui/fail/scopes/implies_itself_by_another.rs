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
        scopes: {
            "projects:read" implies "projects:write": "See projects", //~ "projects:write"
            "projects:write" implies "projects:read": "Change projects",
        },
        default_scopes: ["projects:read", "projects:write"],
        tools: [projects],
    }
}

fn main() {
    let _ = Projects::new();
}
