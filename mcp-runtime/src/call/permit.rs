//! What a call holds while it runs.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use super::room::Place;

/// Room for one call: of the server, and of its tool. Dropping it makes room for another one.
#[derive(Debug)]
pub(crate) struct Permit {
    _whole: Place,
    _own: Option<Place>,
}

impl Permit {
    pub(crate) fn new(whole: Place, own: Option<Place>) -> Self {
        Self {
            _whole: whole,
            _own: own,
        }
    }
}

/// The permit of a call, and of the work that outlives it. Most calls leave no such work behind, so
/// it is shared only once it is asked for.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    alone: Mutex<Option<Permit>>,
    shared: OnceLock<Arc<Option<Permit>>>,
}

impl Kept {
    pub(crate) fn new(permit: Option<Permit>) -> Self {
        Self {
            alone: Mutex::new(permit),
            shared: OnceLock::new(),
        }
    }

    fn share(&self) -> &Arc<Option<Permit>> {
        let taken = || {
            self.alone
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take()
        };
        self.shared.get_or_init(|| Arc::new(taken()))
    }

    /// For work that has begun.
    pub(crate) fn held(&self) -> Held {
        Held(Some(self.share().clone()))
    }

    /// For work that may begin while the call runs.
    pub(crate) fn promised(&self) -> Promised {
        Promised(Arc::downgrade(self.share()))
    }
}

/// A call's permit in the hands of work that may outlive it, such as the thread of a `blocking`
/// tool.
#[derive(Debug, Default)]
pub struct Held(#[allow(dead_code)] Option<Arc<Option<Permit>>>);

/// A call's permit as long as the call runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Promised(Weak<Option<Permit>>);

impl Promised {
    pub(crate) fn held(&self) -> Held {
        Held(self.0.upgrade())
    }
}
