use mcp_runtime::prelude::*;

/// A project
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "prj", ttl = "24h")]
struct Project {
    name: String,
}

/// Delete a project.
#[mcp_tool(destructive)]
async fn delete(
    project: Handle<Project>,
    #[mcp(ask = "Delete {project}?")] ok: Confirm, //~ "Delete {project}?"
) -> Result<bool, ToolError> {
    let Confirm = ok;
    project.close().await
}

fn main() {}
