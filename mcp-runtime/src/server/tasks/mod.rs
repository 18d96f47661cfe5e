//! Tasks as a server has them: how a call becomes one, how one is worked on, and what is told of it.

mod census;
mod create;
mod current;
mod elsewhere;
mod end;
mod follow;
mod kept;
mod service;
mod settings;
mod start;
mod stop;
mod supervise;
mod tool_work;
mod wire;
mod work;
mod write;

pub(super) use create::create;
pub(super) use current::{current, send_again};
pub(super) use elsewhere::seen;
pub(super) use follow::Followed;
pub(crate) use service::TaskService;
pub(super) use service::{fingerprint, send};
pub(super) use stop::stop;
pub(super) use wire::{meta, response, shown};
