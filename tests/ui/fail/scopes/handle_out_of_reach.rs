use mcp_runtime::prelude::*;

/// A project
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "prj", ttl = "24h")]
struct Project {
    name: String,
}

/// Begin a project.
#[mcp_tool(scopes("projects:begin"))]
async fn begin(name: String, projects: Handles<Project>) -> Result<Minted<Project>, ToolError> {
    projects.mint(Project { name }).await
}

/// Show a project.
#[mcp_tool(read_only, scopes("projects:show"))]
fn show(project: Handle<Project>) -> String {
    project.name.clone()
}

mcp_server! {
    Projects {
        name: "projects",
        version: "1.0.0",
        scopes: {
            "projects:begin": "Begin projects",
            "projects:show": "Show projects",
        },
        tools: [begin, show], //~ show
    }
}

fn main() {
    let _ = Projects::new();
}
