use mcp_runtime::prelude::*;

/// Delete a project.
#[mcp_tool(destructive)]
fn delete(name: String) -> String {
    name
}

mcp_server! {
    Projects {
        name: "projects",
        version: "1.0.0",
        scopes: { "projects:read": "See projects" },
        default_scopes: ["projects:read"],
        tools: [delete], //~ delete
    }
}

fn main() {
    let _ = Projects::new();
}
