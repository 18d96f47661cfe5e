//! A server with long work: it counts, and notes each step in a file that all instances have.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use mcp_runtime::prelude::*;

/// The file of what was done.
#[derive(Clone)]
pub(crate) struct Steps(PathBuf);

impl Steps {
    /// Notes a step, in one piece.
    fn note(&self, line: &str) -> std::io::Result<()> {
        let mut file = OpenOptions::new().append(true).create(true).open(&self.0)?;
        file.write_all(line.as_bytes())
    }
}

/// Count up to a number, slowly.
#[mcp_tool(idempotent, task(attempts = 8, ttl = "5m", poll = "1s"))]
async fn count_up(
    /// What to call it in the file
    name: String,
    to: u32,
    /// Milliseconds for each step
    pace: u64,
    State(steps): State<Steps>,
    task: Task<u32>,
) -> Result<String, ToolError> {
    let mut done = task.resumed().unwrap_or_default();
    steps.note(&format!("{name} begins\n"))?;
    while done < to {
        tokio::time::sleep(Duration::from_millis(pace)).await;
        done += 1;
        steps.note(&format!("{name} {done}\n"))?;
        task.checkpoint(&done).await?;
    }
    Ok(format!("{name} is {done}"))
}

/// Begin, and never end: as work that its worker dies of.
#[mcp_tool(idempotent, task(attempts = 2, ttl = "5m", poll = "1s"))]
async fn never_end(name: String, State(steps): State<Steps>) -> Result<String, ToolError> {
    steps.note(&format!("{name} begins\n"))?;
    std::future::pending().await
}

mcp_server! {
    pub(crate) Counting {
        name: "counting", version: "1.0.0", state: Steps, tools: [count_up, never_end],
    }
}

/// With room for all tasks of a test, whose clients have one address.
pub(crate) fn server(steps: PathBuf) -> Counting {
    Counting::new(Steps(steps)).max_tasks_per_caller(2_000)
}
