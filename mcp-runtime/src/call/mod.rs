//! One call: who calls what, and what a function may take of it.
//!
//! A function's parameters that are no arguments are made [from the call](FromCall).

mod access;
#[allow(clippy::module_inception)] // The module is about this one thing.
mod call;
mod caller;
mod carrier;
mod challenge;
mod claims;
mod completing;
mod context;
mod external;
mod extract;
mod identity;
mod injected;
mod permit;
mod request;
mod resolve;
mod scopes;
mod semaphore;
mod shared;
mod subject;
mod task;
mod threads;
mod visibility;

pub use call::Call;
pub use claims::Claims;
pub use completing::CompletionContext;
pub use context::Context;
#[doc(hidden)]
pub use external::{started, under_way};
pub use extract::{FromCall, HttpParts, State};
#[doc(hidden)]
pub use permit::Held;
#[doc(hidden)]
pub use resolve::Resolve;
pub use scopes::Scopes;
#[doc(hidden)]
pub use threads::{Holder, NOBODY, Nobody, Pace, blocking, hold, plain};
pub use visibility::{UnknownItem, Visibility};

pub(crate) use access::{Access, Grant, Lack, expired};
pub(crate) use call::CallParts;
pub(crate) use caller::Caller;
pub(crate) use carrier::Carrier;
#[cfg(feature = "auth")]
pub(crate) use challenge::Challenge;
pub(crate) use challenge::Challenges;
pub(crate) use completing::Typed;
pub(crate) use identity::Identity;
pub(crate) use permit::{Permit, Promised};
pub(crate) use request::RequestData;
pub(crate) use semaphore::{Semaphore, Slot};
pub(crate) use shared::Shared;
pub(crate) use subject::{ItemName, Method, MirroredName, Subject};
pub(crate) use task::{Settled, TaskCall};
pub(crate) use visibility::{Mask, Names};
