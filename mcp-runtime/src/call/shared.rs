//! The state that all calls of a server share.

use std::sync::Arc;

use tokio_util::task::TaskTracker;

use super::visibility::Mask;
use crate::handle::HandleService;
use crate::input::Sealer;
use crate::subscription::Notify;

/// The state that calls share.
pub(crate) struct Shared<S> {
    /// Not there in a server that is only looked at.
    pub(crate) state: Option<S>,
    /// The server's name.
    pub(crate) server: &'static str,
    /// `Implementation` in the specification's schema, as JSON text.
    pub(crate) server_info: Arc<str>,
    pub(crate) sealer: Arc<Sealer>,
    /// Characters that a question may have.
    pub(crate) max_question: usize,
    pub(crate) notify: Notify,
    pub(crate) handles: Arc<HandleService>,
    /// The tasks that must end before the process does.
    pub(crate) tasks: TaskTracker,
    pub(crate) mask: Arc<Mask>,
}
