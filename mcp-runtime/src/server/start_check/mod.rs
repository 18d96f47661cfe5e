//! Everything that a server is refused for at its start stands here: `check` before it is built,
//! `check_open` and `check_exposure` before it takes calls, and `check_work` before it does no more
//! than work on tasks.

#[cfg(feature = "http")]
mod exposure;
mod items;
mod settings;
mod work;

use super::core::{Core, PreparedItems, prepare};
use super::{ServerDefinition, Settings, StartError, StartProblem};
use crate::store::SharedStore;
use crate::task::AnyDispatch;

/// Makes the items of a server ready, or says all that is wrong with its declaration and settings.
pub(super) fn check<S: Send + Sync + 'static>(
    definition: &ServerDefinition<S>,
    settings: &Settings,
    store: &SharedStore,
    dispatch: &dyn AnyDispatch,
) -> Result<PreparedItems, StartError> {
    let (items, mut problems) = match prepare(definition) {
        Ok(items) => (Some(items), Vec::new()),
        Err(problems) => (None, problems),
    };
    problems.extend(items::problems(definition, settings));
    problems.extend(settings::problems(settings, store));
    problems.extend(work::problem(definition, settings, dispatch));
    match items {
        Some(items) if problems.is_empty() => Ok(items),
        _ => Err(StartError::new(definition.name, problems)),
    }
}

impl<S: 'static> Core<S> {
    /// Says why no call can be taken, if the state isn't open.
    pub(crate) fn check_open(&self) -> Result<(), StartError> {
        if self.shared().is_open() {
            Ok(())
        } else {
            Err(self.refused(StartProblem::NotOpen))
        }
    }

    fn refused(&self, problem: StartProblem) -> StartError {
        StartError::new(self.definition().name, vec![problem])
    }
}
