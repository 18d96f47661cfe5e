//! What is wrong with the arguments of a call, told so that the model can mend all of it at once.

use std::fmt;

/// One wrong argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Where it is: `days`, `address.zip`, `items[2]`; empty for the arguments as a whole.
    pub(crate) path: String,
    /// What it must be: continues the path as a sentence.
    pub(crate) message: String,
}

/// The wrong arguments of one call.
#[derive(Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// Adds one.
    pub(crate) fn note(&mut self, path: impl Into<String>, message: impl Into<String>) {
        let problem = Problem { path: path.into(), message: message.into() };
        // A rule that the schema holds is checked on the value and on the schema.
        if !self.list.iter().any(|p| p.path == problem.path) || problem.path.is_empty() {
            self.list.push(problem);
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        for Problem { path, message } in other.list {
            self.note(path, message);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn names(&self, path: &str) -> bool {
        self.list.iter().any(|p| p.path == path || p.path.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '['])))
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, Problem { path, message }) in self.list.iter().enumerate() {
            let separator = if i == 0 { "" } else { "\n" };
            if path.is_empty() {
                write!(f, "{separator}- {message}")?;
            } else {
                write!(f, "{separator}- `{path}` {message}")?;
            }
        }
        Ok(())
    }
}
