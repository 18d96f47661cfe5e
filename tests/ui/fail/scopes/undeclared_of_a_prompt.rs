use mcp_runtime::prelude::*;

/// Plan a project.
#[mcp_prompt(may_need("calendar"))]
fn plan(name: String) -> String {
    name
}

mcp_server! {
    Projects {
        name: "projects",
        version: "1.0.0",
        scopes: { "projects:read": "See projects" },
        default_scopes: ["projects:read"],
        prompts: [plan], //~ plan
    }
}

fn main() {
    let _ = Projects::new();
}
