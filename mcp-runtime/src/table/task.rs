//! How a tool is run as a task, as its attribute declares it.

use std::time::Duration;

/// What of a task a function can see by a parameter.
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
/// let task = tool.meta().task.unwrap();
/// assert_eq!((task.ttl, task.attempts), (Duration::from_secs(7200), 3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaskMeta {
    /// How long a task is there since it was made.
    pub ttl: Duration,
    /// How often a client is to look.
    pub poll: Duration,
    /// How often it is tried, should workers be lost.
    pub attempts: u32,
    /// What ends within that time is answered directly, without a task.
    pub at_once: Option<Duration>,
    /// Whether only clients can call it that have tasks.
    pub required: bool,
}

impl TaskMeta {
    /// What `task` alone declares.
    pub const DEFAULT: Self = Self {
        ttl: Duration::from_secs(3600),
        poll: Duration::from_secs(5),
        attempts: 1,
        at_once: None,
        required: false,
    };

    #[doc(hidden)]
    pub const fn new(
        ttl: Option<Duration>,
        poll: Option<Duration>,
        attempts: u32,
        at_once: Option<Duration>,
        required: bool,
    ) -> Self {
        let ttl = match ttl {
            Some(ttl) => ttl,
            None => Self::DEFAULT.ttl,
        };
        let poll = match poll {
            Some(poll) => poll,
            // A task that is short is looked at as often as may make a difference.
            None if ttl.as_millis() < Self::DEFAULT.poll.as_millis() => ttl,
            None => Self::DEFAULT.poll,
        };
        Self {
            ttl,
            poll,
            attempts,
            at_once,
            required,
        }
    }
}
