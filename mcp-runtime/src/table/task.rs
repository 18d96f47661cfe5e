//! How a tool is run as a task, as its attribute declares it.

use std::time::Duration;

/// The parts of a task that a parameter gives to its function.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskUse {
    Nothing,
    /// That it is one.
    Task,
    /// Where an attempt before has left off, too.
    Checkpoint,
}

/// `task(…)` of `#[mcp_tool]`.
///
/// ```
/// use std::time::Duration;
///
/// use mcp_runtime::prelude::*;
///
/// /// Count the words of a text.
/// #[mcp_tool(read_only, task(ttl = "2h", attempts = 3))]
/// async fn count_words(text: String) -> usize {
///     text.split_whitespace().count()
/// }
///
/// mcp_server! { Words { name: "words", version: "1.0.0", tools: [count_words] } }
///
/// let tool = Words::DEFINITION.tools().next().unwrap();
/// let task = tool.meta().task().unwrap();
/// assert_eq!((task.ttl(), task.attempts()), (Duration::from_secs(7200), 3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskMeta {
    pub(crate) ttl: Duration,
    pub(crate) poll: Option<Duration>,
    pub(crate) attempts: u32,
    pub(crate) at_once: Option<Duration>,
    pub(crate) required: bool,
    pub(crate) external: bool,
}

/// How often a client is to look, unless the tool says otherwise.
const POLL: Duration = Duration::from_secs(5);

impl TaskMeta {
    /// How long a task is there since it was made.
    pub const fn ttl(&self) -> Duration {
        self.ttl
    }

    /// How often a client is to look.
    pub const fn poll(&self) -> Duration {
        match self.poll {
            Some(poll) => poll,
            // A task that is short is looked at before it is gone.
            None if self.ttl.as_millis() < POLL.as_millis() => self.ttl,
            None => POLL,
        }
    }

    /// How often it is tried, should workers be lost.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The time within which a call that ends is answered directly, without a task.
    pub const fn at_once(&self) -> Option<Duration> {
        self.at_once
    }

    /// Whether only clients can call the tool that have tasks.
    pub const fn is_required(&self) -> bool {
        self.required
    }

    /// Whether its work runs elsewhere: the function begins a job, and returns it.
    pub const fn is_external(&self) -> bool {
        self.external
    }
}

/// For expansions: each key of `task(…)` that was written is one call.
#[doc(hidden)]
#[allow(missing_docs, clippy::new_without_default)]
impl TaskMeta {
    pub const fn new() -> Self {
        Self {
            ttl: Duration::from_secs(3600),
            poll: None,
            attempts: 1,
            at_once: None,
            required: false,
            external: false,
        }
    }

    #[must_use]
    pub const fn with_ttl(mut self, ttl: Duration) -> Self {
        self.ttl = ttl;
        self
    }

    #[must_use]
    pub const fn with_poll(mut self, poll: Duration) -> Self {
        self.poll = Some(poll);
        self
    }

    #[must_use]
    pub const fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    #[must_use]
    pub const fn with_at_once(mut self, time: Duration) -> Self {
        self.at_once = Some(time);
        self
    }

    #[must_use]
    pub const fn with_required(mut self) -> Self {
        self.required = true;
        self
    }

    #[must_use]
    pub const fn with_external(mut self) -> Self {
        self.external = true;
        self
    }
}
