//! Problems with the arguments of a call, reported so that the model can fix all of them at once.

use std::fmt;

use crate::protocol::cut;
use crate::table::ParamSpec;

/// Problems in one answer.
const MANY: usize = 50;
/// Characters of a path; names are the client's to choose.
const LONG: usize = 100;
/// Bytes of a message: a type of a user's own may quote all that it was given.
const LONG_MESSAGE: usize = 2000;

/// One wrong argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Where it is: `days`, `address.zip`, `items[2]`; empty for the arguments as a whole.
    pub(crate) path: String,
    /// The problem, in words that continue the path as a sentence.
    pub(crate) message: String,
}

/// The wrong arguments of one call.
#[derive(Debug)]
pub struct Problems {
    list: Vec<Problem>,
    /// How many more choices may be tried, all levels together.
    tries: u32,
    /// How many more unknown keys may be compared with known ones.
    hints: u32,
}

impl Default for Problems {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            tries: 10_000,
            hints: 50,
        }
    }
}

impl Problems {
    /// The text for the caller of a tool.
    pub(crate) fn told(&self, tool: &str) -> String {
        format!("{}{self}", Self::heading(tool))
    }

    /// The problems in what the caller of this tool reads.
    #[cfg(feature = "cli")]
    pub(crate) fn in_told<'t>(text: &'t str, tool: &str) -> Option<&'t str> {
        text.strip_prefix(&Self::heading(tool))
    }

    fn heading(tool: &str) -> String {
        format!("Invalid arguments for `{tool}`. Fix these and call it again:\n")
    }

    /// Adds one.
    pub(crate) fn note(&mut self, path: impl Into<String>, message: impl Into<String>) {
        let mut path: String = path.into();
        if let Some((end, _)) = path.char_indices().nth(LONG) {
            path.truncate(end);
            path.push('…');
        }
        // A rule that the schema holds is checked on the value and on the schema.
        if self.is_full() || (!path.is_empty() && self.list.iter().any(|p| p.path == path)) {
            return;
        }
        let mut message: String = message.into();
        if message.len() > LONG_MESSAGE {
            message = cut(&message, LONG_MESSAGE);
        }
        self.list.push(Problem { path, message });
    }

    /// Whether no more are taken: a model mends the first ones first.
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= MANY
    }

    /// Takes one of the tries; false when there are none left.
    pub(crate) fn may_try(&mut self) -> bool {
        let may = self.tries > 0;
        self.tries = self.tries.saturating_sub(1);
        may
    }

    /// Takes one of the comparisons; false when there are none left.
    pub(crate) fn may_hint(&mut self) -> bool {
        let may = self.hints > 0;
        self.hints = self.hints.saturating_sub(1);
        may
    }

    /// Returns the message of the first problem.
    pub(crate) fn first(&self) -> Option<&str> {
        self.list.first().map(|problem| &*problem.message)
    }

    /// A list for trying something out, with the tries that are left.
    pub(crate) fn attempt(&self) -> Self {
        Self {
            list: Vec::new(),
            tries: self.tries,
            hints: 0,
        }
    }

    /// Counts the tries that an attempt took.
    pub(crate) fn tried(&mut self, attempt: &Self) {
        self.tries = attempt.tries;
    }

    /// In the order of the function's own arguments; unknown ones last.
    pub(crate) fn sort(&mut self, params: &[ParamSpec]) {
        let root = |problem: &Problem| {
            problem
                .path
                .split(['.', '['])
                .next()
                .and_then(|name| ParamSpec::index_of(params, name))
        };
        self.list
            .sort_by_key(|problem| root(problem).unwrap_or(usize::MAX));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn names(&self, path: &str) -> bool {
        self.list.iter().any(|p| {
            p.path == path
                || p.path
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.starts_with(['.', '[']))
        })
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
