//! Tools that are run as tasks, for clients that have tasks.

use std::time::Duration;

use mcp_runtime::input::quote_untrusted;
use mcp_runtime::prelude::*;
use tokio::time::sleep;

mcp_tools! {
    pub Tools: [
        greet,
        slow_compute,
        failing_job,
        protocol_error_job,
        confirm_delete,
        multi_input,
        test_tool_with_task,
    ]
}

/// Greet somebody, at once.
#[mcp_tool(read_only)]
fn greet(
    /// Whom to greet
    name: String,
) -> String {
    format!("Hello, {name}!")
}

/// Compute for some seconds.
#[mcp_tool(read_only, task(poll = "1s", attempts = 3))]
async fn slow_compute(
    /// How long
    #[mcp(range = 0..=3600)]
    seconds: u32,
    /// What to call the result
    label: String,
    task: Task<u32>,
) -> Result<String, ToolError> {
    let mut done = task.resumed().unwrap_or_default();
    while done < seconds {
        sleep(Duration::from_secs(1)).await;
        done += 1;
        task.checkpoint(&done).await?;
        task.status(format!("{done} of {seconds} seconds"));
    }
    Ok(format!("{label}: computed for {seconds} seconds"))
}

/// Work for a second, and then fail in a way that the model is told of.
#[mcp_tool(read_only, task(required, poll = "1s"))]
async fn failing_job() -> Result<String, ToolError> {
    sleep(Duration::from_secs(1)).await;
    Err(ToolError::new("The job failed, as it always does"))
}

/// Fail by a mistake in the program.
#[mcp_tool(read_only, task(poll = "1s"))]
async fn protocol_error_job() -> String {
    sleep(Duration::from_millis(100)).await;
    panic!("a mistake in the program")
}

/// Delete a file (none is there), once the user agrees in the middle of it.
#[mcp_tool(task(poll = "1s"))]
async fn confirm_delete(
    /// The file's name
    filename: String,
    asker: Asker,
) -> Result<String, ToolError> {
    let question = format!("Delete {}?", quote_untrusted(&filename));
    let Confirm = asker.ask("confirm", question).await?;
    Ok(format!("{filename} is deleted"))
}

#[derive(Form)]
struct Name {
    name: String,
}

/// Ask the user two things at once.
#[mcp_tool(read_only, task(poll = "1s"))]
async fn multi_input(asker: Asker) -> Result<String, ToolError> {
    let (first, last) = tokio::join!(
        asker.ask::<Name>("first", "What is your first name?"),
        asker.ask::<Name>("last", "What is your last name?"),
    );
    Ok(format!("Hello, {} {}!", first?.name, last?.name))
}

/// Greet the user by the name that they give before the work begins.
#[mcp_tool(read_only, task(required, poll = "1s"))]
async fn test_tool_with_task(#[mcp(ask = "What is your name?")] user_name: Name) -> String {
    sleep(Duration::from_millis(100)).await;
    format!("Hello, {}!", user_name.name)
}
