use mcp_runtime::prelude::*;

/// Begin a project.
#[mcp_tool(scopes("projects:wirte"))]
fn begin(name: String) -> String {
    name
}

mcp_server! {
    Projects {
        name: "projects",
        version: "1.0.0",
        scopes: {
            "projects:read": "See projects",
            "projects:write" implies "projects:read": "Change projects",
        },
        default_scopes: ["projects:read"],
        tools: [begin], //~ begin
    }
}

fn main() {
    let _ = Projects::new();
}
