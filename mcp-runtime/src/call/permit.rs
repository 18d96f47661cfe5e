//! Permits: the slots that a call occupies while it runs.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use super::semaphore::Slot;

/// The slots of one call: in the server, and in its tool. Dropping it frees them for another call.
#[derive(Debug)]
pub(crate) struct Permit {
    whole: Slot,
    _own: Option<Slot>,
}

impl Permit {
    pub(crate) fn new(whole: Slot, own: Option<Slot>) -> Self {
        Self { whole, _own: own }
    }

    /// Which call's it is.
    pub(crate) fn number(&self) -> u64 {
        self.whole.number()
    }
}

/// The permit of a call, and of the work that outlives it. Most calls leave no such work behind, so
/// the permit is shared only on demand.
#[derive(Debug, Default)]
pub(crate) struct KeptPermit {
    alone: Mutex<Option<Permit>>,
    shared: OnceLock<Arc<Option<Permit>>>,
}

impl KeptPermit {
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
        Held::new(self.share().clone())
    }

    /// For work that may begin while the call runs.
    pub(crate) fn promised(&self) -> Promised {
        Promised(Arc::downgrade(self.share()))
    }
}

/// A call's permit, held by work that may outlive the call, such as the thread of a `blocking`
/// tool.
#[derive(Debug, Default)]
pub struct Held(Option<Arc<Option<Permit>>>);

impl Held {
    fn new(permit: Arc<Option<Permit>>) -> Self {
        let held = Self(Some(permit));
        if let Some(permit) = held.permit() {
            permit.whole.begin_work();
        }
        held
    }

    fn permit(&self) -> Option<&Permit> {
        self.0.as_deref()?.as_ref()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(permit) = self.permit() {
            permit.whole.end_work();
        }
    }
}

/// A call's permit as long as the call runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Promised(Weak<Option<Permit>>);

impl Promised {
    pub(crate) fn held(&self) -> Held {
        self.0.upgrade().map_or_else(Held::default, Held::new)
    }
}
