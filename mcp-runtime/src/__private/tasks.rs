//! The items that expansions of tools with `task` name.

use super::{Call, Classified, External, Starts, TaskUse, ToolError};

/// Called where the body begins. Where the call is to become a task, it ends there, and the body
/// runs in the task.
pub fn begin_body<S>(call: &Call<S>) -> Result<(), ToolError> {
    call.begin_body()
}

/// A tool with `task` takes what is there when its body runs, and one without takes no `Task`.
#[track_caller]
pub(super) const fn check_parameter(parameter: Classified, has_task: bool) {
    assert!(
        has_task || matches!(parameter.task, TaskUse::Nothing),
        "a `Task` is for a tool that is run as one; write `#[mcp_tool(task)]`, or remove the \
         parameter"
    );
    assert!(
        !has_task || !parameter.reads_request,
        "a task goes on when its request is gone; take `Principal` for who calls, and arguments \
         for the rest"
    );
}

/// One `Task` is enough.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_one_task(parameter: &Classified, before: &[&Classified]) {
    if matches!(parameter.task, TaskUse::Nothing) {
        return;
    }
    let mut i = 0;
    while i < before.len() {
        assert!(
            matches!(before[i].task, TaskUse::Nothing),
            "a tool is one task; remove the second `Task`"
        );
        i += 1;
    }
}

/// Checks that work which may be tried again is harmless, or goes on from a checkpoint.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_attempts(parameters: &[&Classified]) {
    let mut i = 0;
    let mut has_checkpoint = false;
    while i < parameters.len() {
        has_checkpoint |= matches!(parameters[i].task, TaskUse::Checkpoint);
        i += 1;
    }
    assert!(
        has_checkpoint,
        "a second attempt would do again what the first one did; take a `Task<T>` and write a \
         `checkpoint`, or say that the tool is `read_only` or `idempotent`"
    );
}

/// The type is a job that runs elsewhere, or a `Result` of one.
pub const fn assert_job<R: Starts<Job: External>>() {}

/// The job is what another attempt goes on from, so a `Task` has no checkpoint beside it.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_job_alone(parameter: &Classified) {
    assert!(
        !matches!(parameter.task, TaskUse::Checkpoint),
        "the job that the function returns is all that is kept; take a `Task`, without a type"
    );
}
