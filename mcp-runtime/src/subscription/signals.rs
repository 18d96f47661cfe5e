//! Signals between instances: one waits for an event that another has seen happen.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Who waits for which signal on this instance.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    waiting: Mutex<Waiting>,
    next: AtomicU64,
}

/// By the name of the signal, each with a key of its own.
type Waiting = HashMap<String, Vec<(u64, Arc<Bell>)>>;

#[derive(Debug, Default)]
struct Bell {
    rung: Notify,
    /// That it was this signal, and not only a gap in which it may have been.
    certain: AtomicBool,
}

impl Bell {
    fn ring(&self, certain: bool) {
        self.certain.fetch_or(certain, Ordering::AcqRel);
        self.rung.notify_one();
    }
}

/// Somebody who waits. Dropping this ends the wait.
#[derive(Debug)]
pub(crate) struct Waiter {
    signals: Arc<Signals>,
    name: String,
    key: u64,
    bell: Arc<Bell>,
}

impl Signals {
    /// Waits for a signal from now on: none is missed between two calls of [`Waiter::woken`].
    pub(crate) fn wait(self: &Arc<Self>, name: String) -> Waiter {
        let key = self.next.fetch_add(1, Ordering::Relaxed);
        let bell = Arc::<Bell>::default();
        self.lock()
            .entry(name.clone())
            .or_default()
            .push((key, bell.clone()));
        Waiter {
            signals: self.clone(),
            name,
            key,
            bell,
        }
    }

    /// Wakes those who wait for this signal, and says whether anybody did.
    pub(crate) fn wake(&self, name: &str) -> bool {
        let waiting = self.lock();
        let waiters = waiting.get(name).map(Vec::as_slice).unwrap_or_default();
        for (_, bell) in waiters {
            bell.ring(true);
        }
        !waiters.is_empty()
    }

    /// Wakes everybody, since signals may have been missed.
    pub(crate) fn wake_all(&self) {
        let waiting = self.lock();
        for (_, bell) in waiting.values().flatten() {
            bell.ring(false);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiter {
    /// Resolves once the signal has come since the last time, or may have: true where it has.
    pub(crate) async fn woken(&self) -> bool {
        self.bell.rung.notified().await;
        self.bell.certain.swap(false, Ordering::AcqRel)
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let mut waiting = self.signals.lock();
        if let Some(waiters) = waiting.get_mut(&self.name) {
            waiters.retain(|(key, _)| *key != self.key);
            if waiters.is_empty() {
                waiting.remove(&self.name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn a_signal_is_kept_for_who_waits_and_nobody_else() {
        let signals = Arc::new(Signals::default());
        let (first, second) = (signals.wait("a".into()), signals.wait("b".into()));
        assert!(signals.wake("a"), "before anybody looks");
        assert_eq!(first.woken().now_or_never(), Some(true));
        assert!(first.woken().now_or_never().is_none(), "once");
        assert!(second.woken().now_or_never().is_none());
        signals.wake_all();
        assert_eq!(second.woken().now_or_never(), Some(false));
        drop((first, second));
        assert!(!signals.wake("a"));
        assert!(signals.lock().is_empty());
    }
}
