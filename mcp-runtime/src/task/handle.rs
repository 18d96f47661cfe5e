use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::running::RunningLeg;
use crate::params::Injected;
use crate::response::{Emitter, Progress, ToolError};
use crate::table::TaskUse;

/// The task that a tool's body is run for: where an attempt before has left off, and how to say how
/// far this one has come. A parameter of tools that are declared with `task`.
///
/// `T` is what a later attempt needs to go on: serde writes and reads it. A tool that can't go on in
/// the middle takes `Task`, without one.
///
/// A client that has no tasks gets the same tool as a plain call. Then nothing is kept, and
/// [`status`](Self::status) is sent as progress.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// How far it is.
/// #[mcp_type]
/// #[derive(Default)]
/// struct Done { parts: usize, words: usize }
///
/// /// Count the words of a text, part by part.
/// #[mcp_tool(read_only, task(ttl = "2h", attempts = 3))]
/// async fn count_words(parts: Vec<String>, task: Task<Done>) -> Result<usize, ToolError> {
///     let mut done = task.resumed().unwrap_or_default();
///     for part in &parts[done.parts..] {
///         done.words += part.split_whitespace().count();
///         done.parts += 1;
///         task.checkpoint(&done).await?;
///         task.status(format!("{} of {}", done.parts, parts.len()));
///     }
///     Ok(done.words)
/// }
/// ```
pub struct Task<T = ()> {
    way: Way,
    checkpoint: PhantomData<fn() -> T>,
}

#[derive(Clone)]
enum Way {
    Leg(Arc<RunningLeg>),
    /// A plain call, and how often it has said something.
    Call(Option<Arc<Emitter>>, Arc<AtomicU32>),
}

impl<T> Clone for Task<T> {
    fn clone(&self) -> Self {
        Self {
            way: self.way.clone(),
            checkpoint: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task").field("id", &self.id()).finish()
    }
}

impl<T> Task<T> {
    pub(crate) fn of_leg(leg: Arc<RunningLeg>) -> Self {
        Self {
            way: Way::Leg(leg),
            checkpoint: PhantomData,
        }
    }

    pub(crate) fn of_call(emitter: Option<Arc<Emitter>>) -> Self {
        Self {
            way: Way::Call(emitter, Arc::default()),
            checkpoint: PhantomData,
        }
    }

    /// The task's id, as the client has it; `None` where this is a plain call.
    pub fn id(&self) -> Option<&str> {
        match &self.way {
            Way::Leg(leg) => Some(leg.text()),
            Way::Call(..) => None,
        }
    }

    /// Says how far the work has come, for people and models: the task's `statusMessage`. The last
    /// of those that follow each other within a second counts.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// /// Bake a cake.
    /// #[mcp_tool(task)]
    /// async fn bake(task: Task) -> &'static str {
    ///     task.status("the oven is getting hot");
    ///     "a cake"
    /// }
    /// ```
    pub fn status(&self, text: impl Into<String>) {
        match &self.way {
            Way::Leg(leg) => leg.say(text.into()),
            Way::Call(emitter, said) => {
                if let Some(emitter) = emitter {
                    let times = said.fetch_add(1, Ordering::Relaxed) + 1;
                    emitter.progress(&Progress::from(times).message(text.into()));
                }
            }
        }
    }

    /// Whether a shutdown asks for the work back, so that another worker, or this one after its
    /// restart, goes on. The next [`checkpoint`](Self::checkpoint) is then the end of this attempt;
    /// a body that has far to go until then hurries.
    pub fn is_handing_over(&self) -> bool {
        match &self.way {
            Way::Leg(leg) => leg.handing_over().is_cancelled(),
            Way::Call(..) => false,
        }
    }

    /// Resolves when [`is_handing_over`](Self::is_handing_over) becomes true.
    pub async fn handing_over(&self) {
        match &self.way {
            Way::Leg(leg) => leg.handing_over().cancelled().await,
            Way::Call(..) => std::future::pending().await,
        }
    }
}

impl<T: Checkpoint> Task<T> {
    /// The last checkpoint of the attempts before; `None` for the first attempt, or where the
    /// checkpoint's type has changed.
    pub fn resumed(&self) -> Option<T> {
        match &self.way {
            Way::Leg(leg) => {
                let read = serde_json::from_str(leg.checkpoint()?.get());
                read.inspect_err(|_| {
                    tracing::warn!("a checkpoint is of another type by now: the task begins anew");
                })
                .ok()
            }
            Way::Call(..) => None,
        }
    }

    /// Notes where another attempt would go on, should this one be lost. What comes before a
    /// checkpoint is not done again.
    ///
    /// # Errors
    ///
    /// Where another worker has taken over, and where the state can't be kept. The body ends, by
    /// `?`.
    pub async fn checkpoint(&self, state: &T) -> Result<(), ToolError> {
        let state: Box<RawValue> = to_raw_value(state)?;
        match &self.way {
            Way::Leg(leg) => leg.store(state).await,
            Way::Call(..) => Ok(()),
        }
    }
}

/// A state that a later attempt goes on from: anything that serde can write and read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a checkpoint",
    label = "serde can't write and read it",
    note = "put `#[mcp_type]` on the type; a tool that can't go on in the middle takes `Task`, \
            without one"
)]
pub trait Checkpoint: Serialize + DeserializeOwned + Send + 'static {}

impl<T: Serialize + DeserializeOwned + Send + 'static> Checkpoint for T {}

impl<T: Checkpoint> Injected for Task<T> {
    const EMITS: bool = true;

    const TASK: TaskUse = match size_of::<T>() {
        // There is nothing in it to go on from.
        0 => TaskUse::Task,
        _ => TaskUse::Checkpoint,
    };
}
