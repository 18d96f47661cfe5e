use mcp_runtime::prelude::*;

/// Delete a project.
#[mcp_tool(destructive, task(attempts = 2))] //~ 2
async fn delete(project: String, task: Task<u32>) -> Result<String, ToolError> {
    task.checkpoint(&1).await?;
    Ok(project)
}

fn main() {}
