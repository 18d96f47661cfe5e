//! Tasks: long work that outlives the call that asked for it.
//!
//! What is known of a task is its record, in the server's [store](crate::store). It is changed by
//! compare-and-set, and it is the truth. An engine ([`Dispatch`]) only brings work to workers, and
//! may do so twice: the record lets one delivery through.
//!
//! Source: `specification/draft/tasks.md` of `modelcontextprotocol/ext-tasks`.

#[allow(dead_code, reason = "the methods of the server come to use it")]
mod clock;
pub mod contract;
mod dispatch;
#[allow(dead_code, reason = "the methods of the server come to use it")]
mod id;
#[allow(dead_code, reason = "the methods of the server come to use it")]
mod ledger;
mod local;
#[allow(dead_code, reason = "the methods of the server come to use it")]
mod machine;
#[allow(dead_code, reason = "the methods of the server come to use it")]
mod record;
#[cfg(feature = "tasks-redis")]
mod redis;
#[allow(dead_code, reason = "the methods of the server come to use it")]
mod seal;

pub use dispatch::{CancellationToken, Dispatch, DispatchError, Leg, Receipt, Work};
pub use local::LocalDispatch;
#[cfg(feature = "tasks-redis")]
pub use redis::RedisDispatch;
