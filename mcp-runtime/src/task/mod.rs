//! Tasks: long work that outlives the call that asked for it.
//!
//! A tool that is declared with `task` is answered at once where the client has the extension
//! `io.modelcontextprotocol/tasks`: with the id of a task, by which the client looks how far it is,
//! answers questions, cancels it, and fetches the result. For every other client it is a plain
//! call.
//!
//! The record of a task, in the server's [store](crate::store), is the truth about it, and is
//! changed by compare-and-set. An engine ([`Dispatch`]) only brings work to workers, and may do so
//! twice: the record lets one delivery through.
//!
//! ```
//! use mcp_runtime::prelude::*;
//!
//! /// Count the words of a text.
//! #[mcp_tool(read_only, task)]
//! async fn count_words(text: String) -> usize {
//!     text.split_whitespace().count()
//! }
//!
//! mcp_server! { pub Words { name: "words", version: "1.0.0", tools: [count_words] } }
//! # let _ = Words::new();
//! ```
//!
//! Source: `specification/draft/tasks.md` of `modelcontextprotocol/ext-tasks`.

mod clock;
pub mod contract;
mod dispatch;
mod external;
#[cfg(any(feature = "tasks-postgres", feature = "tasks-redis"))]
mod fleet;
mod handle;
mod id;
mod ledger;
mod local;
mod machine;
#[cfg(feature = "tasks-postgres")]
mod postgres;
mod record;
#[cfg(feature = "tasks-redis")]
mod redis;
mod running;
mod seal;
mod wire;

pub use crate::table::TaskMeta;
pub use dispatch::{CancellationToken, Dispatch, DispatchError, Leg, Receipt, Work};
#[doc(hidden)]
pub use external::Starts;
pub use external::{External, JobStatus};
pub use handle::{Checkpoint, Task};
pub use local::LocalDispatch;
#[cfg(feature = "tasks-postgres")]
pub use postgres::PostgresDispatch;
#[cfg(feature = "tasks-redis")]
pub use redis::RedisDispatch;

pub(crate) use clock::{millis, now};
pub(crate) use dispatch::AnyDispatch;
pub(crate) use id::{PREFIX as TASK_ID, TaskId};
pub(crate) use ledger::{Ledger, LedgerError, OnEnd, Step, TaskLimits};
pub(crate) use machine::{Asked, End, Fence, MAX_QUESTIONS, NotTaken, Superseded, Updated};
pub(crate) use record::{Answers, Authority, Order, Owner, Phase, Record};
pub(crate) use running::{Found, RunningLeg};
pub(crate) use wire::{EXTENSION, Shown};

/// As often as a release is tested, where `MCP_ALL_ROUNDS` is set; else an eighth, so that a run
/// stays short.
#[cfg(test)]
fn rounds(all: u32) -> u32 {
    match std::env::var_os("MCP_ALL_ROUNDS") {
        Some(_) => all,
        None => all / 8,
    }
}
