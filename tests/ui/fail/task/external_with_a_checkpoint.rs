use mcp_runtime::prelude::*;
use mcp_runtime::task::{External, JobStatus};

#[mcp_type]
struct Job(String);

impl External for Job {
    type Service = ();
    type Output = String;

    async fn status(&self, (): &(), _: Asker) -> Result<JobStatus<String>, ToolError> {
        Ok(JobStatus::Completed(self.0.clone()))
    }

    async fn cancel(&self, (): &()) -> Result<(), ToolError> {
        Ok(())
    }
}

/// Render a scene.
#[mcp_tool(task(external))]
async fn render(scene: String, task: Task<u32>) -> Job { //~ Task<u32>
    drop(task);
    Job(scene)
}

fn main() {}
