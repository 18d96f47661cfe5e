//! Resources that have changed lately, for streams that learn only later what to report.
//!
//! A client of an earlier revision subscribes to a resource by a request, which any instance may
//! answer, while its stream is open on another. Until the stream has looked its session up, it
//! doesn't know of the resource; a change in between would be lost.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Change, Filter, Hub, Subscriber, Subscription};
use crate::params::Principal;

/// The most URIs that are remembered, and the most bytes in them. Once there are more, all are
/// forgotten, and any resource counts as changed: to report too much does no harm.
const MOST_URIS: usize = 1000;
const MOST_BYTES: usize = 128 << 10;

/// When each resource changed last. Nothing is remembered unless a [`Recorder`] exists.
#[derive(Debug, Default)]
pub(super) struct Recent {
    recorders: usize,
    /// The number of changes so far, which serves as a clock.
    now: u64,
    changed: HashMap<Change, u64>,
    /// The bytes of the URIs in it.
    bytes: usize,
    /// Any resource may have changed up to this moment.
    forgotten: u64,
}

impl Recent {
    pub(super) fn note(&mut self, change: &Change) {
        if self.recorders == 0 {
            return;
        }
        match change {
            Change::ResourceUpdated(uri) | Change::ResourceUpdatedFor { uri, .. } => {
                self.now += 1;
                if self.changed.insert(change.clone(), self.now).is_none() {
                    self.bytes += uri.len();
                }
                if self.changed.len() > MOST_URIS || self.bytes > MOST_BYTES {
                    self.forget();
                }
            }
            Change::Missed => {
                self.now += 1;
                self.forget();
            }
            _ => {}
        }
    }

    fn forget(&mut self) {
        self.changed = HashMap::new();
        self.bytes = 0;
        self.forgotten = self.now;
    }

    /// Whether it has changed for this listener.
    fn has_changed(&self, uri: &str, listener: &Principal, since: u64) -> bool {
        let (uri, caller) = (uri.to_owned(), listener.id().map(str::to_owned));
        let of_all = Change::ResourceUpdated(uri.clone());
        [of_all, Change::ResourceUpdatedFor { uri, caller }]
            .iter()
            .filter_map(|change| self.changed.get(change))
            .chain([&self.forgotten])
            .any(|last| *last > since)
    }
}

/// While this exists, the hub remembers which resources have changed.
#[derive(Debug)]
pub(crate) struct Recorder(Arc<Hub>);

impl Recorder {
    /// The present moment, to be compared with changes.
    pub(crate) fn now(&self) -> u64 {
        self.0.book().recent.now
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let mut book = self.0.book();
        book.recent.recorders -= 1;
        if book.recent.recorders == 0 {
            book.recent.forget();
        }
    }
}

impl Hub {
    pub(crate) fn record(self: &Arc<Self>) -> Recorder {
        self.book().recent.recorders += 1;
        Recorder(self.clone())
    }
}

impl Subscription {
    /// Replaces the subscriber's filter. Messages that wait for it stay. It is told of each
    /// resource that the old filter didn't have and that has changed since a
    /// [moment](Recorder::now).
    pub(crate) fn refilter(&self, filter: Filter, since: u64) {
        let mut book = self.hub.book();
        let Some(old) = book.remove(self.key) else {
            return;
        };
        let missed: Vec<Change> = filter
            .resource_subscriptions
            .difference(&old.filter.resource_subscriptions)
            .filter(|uri| book.recent.has_changed(uri, &old.listener, since))
            .map(|uri| Change::ResourceUpdated(uri.clone()))
            .collect();
        let subscriber = Subscriber {
            id: old.id.clone(),
            listener: old.listener.clone(),
            filter,
            emitter: old.emitter.clone(),
        };
        for change in &missed {
            subscriber.tell(change);
        }
        book.insert(self.key, subscriber);
    }
}
