//! Clients of earlier revisions (2024-11-05 to 2025-11-25), translated at the outside.
//!
//! A request that isn't one of revision 2026-07-28 comes here instead of being refused. What a
//! client of an earlier revision means by it becomes a request as the core takes it, and what
//! comes of that becomes an answer as the client knows it. Tools, prompts, resources and the core
//! know nothing of it, and requests of today's revision never come here.
//!
//! Nothing here is kept in the process: a session is a sealed text that the client carries
//! ([`Session`]), what must be remembered of it stands in the store ([`state`]), and an answer to
//! a question reaches the call that waits for it through the store, whichever instance it comes
//! to ([`pending`]). So do the messages of a call whose connection has ended (`resume`).

mod batch;
mod changes;
mod client;
mod era;
mod fields;
mod find;
mod incoming;
mod initialize;
mod modern;
mod own;
mod patience;
mod pending;
mod question;
#[cfg(feature = "http")]
mod resume;
mod revision;
mod run;
mod seal;
mod session;
mod session_state;
mod state;
mod translate;

pub(crate) use batch::{asks, check_batch, note, note_all, respond_all};
pub(crate) use changes::{NoStream, listen};
pub(crate) use era::{Era, Headers, era, untold};
pub(crate) use find::{find, find_patiently};
pub(crate) use incoming::{Incoming, Message};
pub(crate) use initialize::initialize;
#[cfg(feature = "http")]
pub(crate) use resume::{Event, Kept, NotResumed, keep, resume};
pub(crate) use revision::Revision;
pub(crate) use run::{Caller, Challenged, Outlet, respond};
pub(crate) use session::{NoSession, Session, begin};
pub(crate) use session_state::State;
pub(crate) use state::end;
