//! The subscribers of one instance.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::value::RawValue;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::sleep;

#[cfg(feature = "legacy")]
pub(crate) use self::recent::Recorder;
use self::teller::Teller;
use super::{Change, Filter, Signals};
use crate::params::Principal;
use crate::response::Emitter;

pub(crate) const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";

/// Subscribers that are told of a change before others have their turn.
const TOGETHER: usize = 16;

/// Who listens here.
///
/// Whoever publishes a change notes it and goes on, however many listen; a task tells them.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    book: Mutex<Book>,
    /// Ends the rest of the task that tells.
    hurry: Notify,
    /// Who waits for what happens on other instances.
    signals: Arc<Signals>,
}

#[derive(Debug, Default)]
struct Book {
    subscribers: BTreeMap<u64, Arc<Subscriber>>,
    /// Who wants to hear of a resource.
    by_uri: HashMap<Arc<str>, BTreeSet<u64>>,
    /// Who wants to hear of each list, of tools, of prompts, of resources.
    by_list: [BTreeSet<u64>; 3],
    next: u64,
    /// The changes still to be reported, each once, in the order of their first publication.
    noted: Vec<Change>,
    /// The same, and for whom: those who were there when it was last published, whose keys are
    /// below.
    audience: HashMap<Change, u64>,
    /// Where the task runs that tells: where somebody has subscribed, if it was in a runtime.
    runtime: Option<Handle>,
    /// Whether there is such a task, and whether it is not yet through with what it has taken.
    has_teller: bool,
    is_telling: bool,
    #[cfg(feature = "legacy")]
    recent: recent::Recent,
}

#[derive(Debug)]
struct Subscriber {
    /// The id of the request that opened the stream, which every message names.
    id: Box<RawValue>,
    /// Who it is, for changes that only one caller is told of.
    listener: Principal,
    filter: Filter,
    emitter: Arc<Emitter>,
}

/// A subscriber's place. Dropping it ends the subscription.
#[derive(Debug)]
pub(crate) struct Subscription {
    hub: Arc<Hub>,
    key: u64,
    /// The messages that wait for it.
    #[cfg(any(test, feature = "legacy"))]
    pub(crate) emitter: Arc<Emitter>,
}

impl Hub {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn subscribe(
        self: &Arc<Self>,
        id: &str,
        filter: Filter,
        limit: usize,
    ) -> Option<Subscription> {
        let emitter = Arc::new(Emitter::with_capacity(filter.most_waiting()));
        self.subscribe_by(emitter, id, &Principal::anonymous(), filter, limit)
    }

    /// Takes in a subscriber whose filter may [grow](Subscription::refilter) to any size.
    #[cfg(feature = "legacy")]
    pub(crate) fn subscribe_growing(
        self: &Arc<Self>,
        listener: &Principal,
        filter: Filter,
        limit: usize,
    ) -> Option<Subscription> {
        let emitter = Arc::new(Emitter::with_capacity(Filter::MOST_WAITING));
        self.subscribe_by(emitter, "0", listener, filter, limit)
    }

    /// Takes in a subscriber, unless there are `limit` already. The first message that waits for it
    /// is the acknowledgement.
    pub(crate) fn subscribe_by(
        self: &Arc<Self>,
        emitter: Arc<Emitter>,
        id: &str,
        listener: &Principal,
        filter: Filter,
        limit: usize,
    ) -> Option<Subscription> {
        let id = RawValue::from_string(id.to_owned()).ok()?;
        let mut book = self.book();
        if book.subscribers.len() >= limit {
            return None;
        }
        emitter.push_once(
            "notifications/subscriptions/acknowledged",
            &Acknowledged {
                meta: Tag(&id),
                notifications: &filter,
            },
        );
        if let Ok(runtime) = Handle::try_current() {
            book.runtime = Some(runtime);
        }
        let key = book.next;
        book.next += 1;
        let subscriber = Subscriber {
            id,
            listener: listener.clone(),
            filter,
            emitter: emitter.clone(),
        };
        book.insert(key, subscriber);
        drop(book);
        Some(Subscription {
            hub: self.clone(),
            key,
            #[cfg(any(test, feature = "legacy"))]
            emitter,
        })
    }

    /// Has everyone told who wants to hear of it. A message that a slow subscriber hasn't taken yet
    /// isn't put there twice, so that nobody waits for it, and none is lost.
    pub(crate) fn deliver(self: &Arc<Self>, change: &Change) {
        match change {
            Change::Signal(name) => {
                self.signals.wake(name);
                return;
            }
            Change::Missed => self.signals.wake_all(),
            _ => {}
        }
        let runtime = {
            let mut book = self.book();
            #[cfg(feature = "legacy")]
            book.recent.note(change);
            book.note(change);
            // There may be some that a task has left behind whose runtime has ended.
            if book.noted.is_empty() || book.has_teller {
                return;
            }
            book.has_teller = true;
            book.runtime.clone()
        };
        let teller = Teller::new(self.clone());
        match runtime {
            Some(runtime) => drop(runtime.spawn(teller.tell_all())),
            None => teller.tell_at_once(),
        }
    }

    /// Waits until what was published so far waits for those who listen.
    pub(crate) async fn settle(&self) {
        loop {
            {
                let book = self.book();
                if !book.has_teller || (book.noted.is_empty() && !book.is_telling) {
                    return;
                }
            }
            self.hurry.notify_one();
            sleep(Duration::from_millis(1)).await;
        }
    }

    pub(crate) fn signals(&self) -> &Arc<Signals> {
        &self.signals
    }

    /// How many there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.book().subscribers.len()
    }
}

impl Book {
    fn insert(&mut self, key: u64, subscriber: Subscriber) {
        for (list, keys) in subscriber.filter.lists().into_iter().zip(&mut self.by_list) {
            if list {
                keys.insert(key);
            }
        }
        for uri in &subscriber.filter.resource_subscriptions {
            match self.by_uri.get_mut(&**uri) {
                Some(keys) => {
                    keys.insert(key);
                }
                None => drop(self.by_uri.insert((&**uri).into(), BTreeSet::from([key]))),
            }
        }
        self.subscribers.insert(key, Arc::new(subscriber));
    }

    fn remove(&mut self, key: u64) -> Option<Arc<Subscriber>> {
        let subscriber = self.subscribers.remove(&key)?;
        for keys in &mut self.by_list {
            keys.remove(&key);
        }
        for uri in &subscriber.filter.resource_subscriptions {
            if let Some(keys) = self.by_uri.get_mut(&**uri) {
                keys.remove(&key);
                if keys.is_empty() {
                    self.by_uri.remove(&**uri);
                }
            }
        }
        // The memory that a crowd of subscribers needed is freed when they have gone.
        if self.by_uri.capacity() > 1024 && self.by_uri.len() < self.by_uri.capacity() / 4 {
            self.by_uri.shrink_to_fit();
        }
        Some(subscriber)
    }

    /// Notes a change, if somebody wants to hear of it.
    fn note(&mut self, change: &Change) {
        let is_wanted = match change {
            Change::Missed => !self.subscribers.is_empty(),
            change => self.listeners(change).is_some_and(|keys| !keys.is_empty()),
        };
        if !is_wanted {
            return;
        }
        match self.audience.get_mut(change) {
            Some(below) => *below = self.next,
            None => {
                self.audience.insert(change.clone(), self.next);
                self.noted.push(change.clone());
            }
        }
    }

    /// Who wants to hear of it; of what concerns all, `None`.
    fn listeners(&self, change: &Change) -> Option<&BTreeSet<u64>> {
        match change {
            Change::ToolsChanged => Some(&self.by_list[0]),
            Change::PromptsChanged => Some(&self.by_list[1]),
            Change::ResourcesChanged => Some(&self.by_list[2]),
            Change::ResourceUpdated(uri) | Change::ResourceUpdatedFor { uri, .. } => {
                self.by_uri.get(&**uri)
            }
            Change::Missed | Change::Signal(_) => None,
        }
    }

    /// Some of those who want to hear of it: after this one, and below.
    fn some(&self, change: &Change, after: Option<u64>, below: u64) -> Vec<(u64, Arc<Subscriber>)> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let range = (from, Bound::Excluded(below));
        let found = |key: &u64| Some((*key, self.subscribers.get(key)?.clone()));
        match (change, self.listeners(change)) {
            (_, Some(keys)) => keys.range(range).filter_map(found).take(TOGETHER).collect(),
            (Change::Missed, None) => {
                let all = self.subscribers.range(range).take(TOGETHER);
                all.map(|(key, subscriber)| (*key, subscriber.clone()))
                    .collect()
            }
            (_, None) => Vec::new(),
        }
    }

    fn take(&mut self) -> Vec<(Change, u64)> {
        let (noted, mut audience) = (
            std::mem::take(&mut self.noted),
            std::mem::take(&mut self.audience),
        );
        self.is_telling = !noted.is_empty();
        let below = |change: Change| audience.remove(&change).map(|below| (change, below));
        noted.into_iter().filter_map(below).collect()
    }
}

impl Subscriber {
    fn tell(&self, change: &Change) {
        let is_for_another = match change {
            Change::ResourceUpdatedFor { caller, .. } => caller.as_deref() != self.listener.id(),
            _ => false,
        };
        if is_for_another {
            return;
        }
        for (method, uri) in self.filter.tell_of(change) {
            let meta = Tag(&self.id);
            self.emitter.push_once(method, &Changed { meta, uri });
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.book().remove(self.key);
    }
}

#[derive(Serialize)]
struct Acknowledged<'a> {
    #[serde(rename = "_meta")]
    meta: Tag<'a>,
    notifications: &'a Filter,
}

#[derive(Serialize)]
struct Changed<'a> {
    #[serde(rename = "_meta")]
    meta: Tag<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'a str>,
}

struct Tag<'a>(&'a RawValue);

impl Serialize for Tag<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(SUBSCRIPTION_ID, self.0)])
    }
}

/// The last message of a subscription that the server ends: the answer to the request that opened
/// it.
pub(crate) fn ended(id: &str, server_info: &str) -> Vec<u8> {
    format!(
        r#"{{"jsonrpc":"2.0","id":{id},"result":{{"resultType":"complete","_meta":{{"{SUBSCRIPTION_ID}":{id},"io.modelcontextprotocol/serverInfo":{server_info}}}}}}}"#
    )
    .into_bytes()
}

#[cfg(feature = "legacy")]
mod recent;
mod teller;
#[cfg(test)]
mod tests;
