//! Tasks that nobody would work on, and workers that would have no task.

#[cfg(feature = "http")]
use crate::server::{Core, StartError};
use crate::server::{ServerDefinition, Settings, StartProblem};
use crate::task::AnyDispatch;

pub(super) fn problem<S>(
    definition: &ServerDefinition<S>,
    settings: &Settings,
    dispatch: &dyn AnyDispatch,
) -> Option<StartProblem> {
    let is_front = definition.has_tasks() && settings.task_workers == 0;
    (is_front && !dispatch.takes_over()).then_some(StartProblem::NoWorkers)
}

#[cfg(feature = "http")]
impl<S: Send + Sync + 'static> Core<S> {
    /// Refuses a process that answers no calls and would have nothing to do.
    pub(crate) fn check_work(&self) -> Result<(), StartError> {
        let problem = match self.tasks_service() {
            None => StartProblem::NoTasks,
            Some(_) if self.settings().task_workers == 0 => StartProblem::Zero {
                setting: "task_workers",
            },
            Some(tasks) if !tasks.dispatch.takes_over() => StartProblem::NoEngine,
            Some(_) => return Ok(()),
        };
        Err(self.refused(problem))
    }
}
