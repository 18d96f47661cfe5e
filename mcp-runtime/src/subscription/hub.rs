//! The subscribers of one instance.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde_json::value::RawValue;

#[cfg(feature = "legacy")]
use super::Signals;
use super::{Change, Filter};
use crate::response::Emitter;

const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";

/// Who listens here.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    subscribers: Mutex<HashMap<u64, Subscriber>>,
    next: AtomicU64,
    /// Who waits for what happens on other instances.
    #[cfg(feature = "legacy")]
    signals: Arc<Signals>,
}

#[derive(Debug)]
struct Subscriber {
    /// The id of the request that opened the stream, which every message names.
    id: Box<RawValue>,
    filter: Filter,
    emitter: Arc<Emitter>,
}

/// A subscriber's place. Dropping it ends the subscription.
#[derive(Debug)]
pub(crate) struct Subscription {
    hub: Arc<Hub>,
    key: u64,
    pub(crate) emitter: Arc<Emitter>,
}

impl Hub {
    /// Takes in a subscriber, unless there are `limit` already. The first message that waits for it
    /// is the acknowledgement.
    pub(crate) fn subscribe(
        self: &Arc<Self>,
        id: &str,
        filter: Filter,
        limit: usize,
    ) -> Option<Subscription> {
        let id = RawValue::from_string(id.to_owned()).ok()?;
        let emitter = Arc::new(Emitter::with_capacity(filter.most_waiting()));
        let mut subscribers = self
            .subscribers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if subscribers.len() >= limit {
            return None;
        }
        emitter.push_once(
            "notifications/subscriptions/acknowledged",
            &Acknowledged {
                meta: Tag(&id),
                notifications: &filter,
            },
        );
        let key = self.next.fetch_add(1, Ordering::Relaxed);
        subscribers.insert(
            key,
            Subscriber {
                id,
                filter,
                emitter: emitter.clone(),
            },
        );
        Some(Subscription {
            hub: self.clone(),
            key,
            emitter,
        })
    }

    /// Tells everyone who wants to hear of it. A message that a slow subscriber hasn't taken yet
    /// isn't put there twice, so that nobody waits for it, and none is lost.
    pub(crate) fn deliver(&self, change: &Change) {
        #[cfg(feature = "legacy")]
        match change {
            Change::Signal(name) => drop(self.signals.wake(name)),
            Change::Missed => self.signals.wake_all(),
            _ => {}
        }
        let subscribers = self
            .subscribers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for Subscriber {
            id,
            filter,
            emitter,
        } in subscribers.values()
        {
            for (method, uri) in filter.tell_of(change) {
                emitter.push_once(method, &Changed { meta: Tag(id), uri });
            }
        }
    }

    #[cfg(feature = "legacy")]
    pub(crate) fn signals(&self) -> &Arc<Signals> {
        &self.signals
    }

    /// How many there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.subscribers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub
            .subscribers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn updates(uris: &[&str]) -> Filter {
        Filter {
            resource_subscriptions: uris.iter().map(|uri| (*uri).to_owned()).collect(),
            ..Filter::default()
        }
    }

    fn waiting(subscription: &Subscription) -> Vec<String> {
        std::iter::from_fn(|| subscription.emitter.pop()).collect()
    }

    #[test]
    fn a_subscriber_hears_what_it_asked_for_tagged_and_acknowledged_first() {
        let hub = Arc::new(Hub::default());
        let tools = hub
            .subscribe(
                "7",
                Filter {
                    tools_list_changed: true,
                    ..Filter::default()
                },
                9,
            )
            .expect("there is room");
        let file = hub
            .subscribe(r#""a""#, updates(&["file:///x"]), 9)
            .expect("there is room");
        for change in [
            Change::ToolsChanged,
            Change::ResourceUpdated("file:///x".into()),
            Change::ResourceUpdated("file:///y".into()),
        ] {
            hub.deliver(&change);
        }
        assert_eq!(
            waiting(&tools),
            [
                r#"{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":7},"notifications":{"toolsListChanged":true}}}"#,
                r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":7}}}"#,
            ]
        );
        assert_eq!(
            waiting(&file)[1..],
            [
                r#"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"a"},"uri":"file:///x"}}"#
            ]
        );
    }

    #[test]
    fn what_a_slow_subscriber_has_not_taken_waits_once_and_none_of_it_is_lost() {
        let hub = Arc::new(Hub::default());
        let uris: Vec<String> = (0..300).map(|i| format!("file:///{i}")).collect();
        let slow = hub
            .subscribe(
                "1",
                updates(&uris.iter().map(String::as_str).collect::<Vec<_>>()),
                9,
            )
            .expect("there is room");
        for _ in 0..100 {
            for uri in &uris {
                hub.deliver(&Change::ResourceUpdated(uri.clone()));
            }
        }
        let waiting = waiting(&slow);
        assert_eq!(waiting.len(), 301);
        assert!(uris.iter().all(|uri| {
            waiting
                .iter()
                .any(|message| message.contains(&format!("{uri}\"")))
        }));
        hub.deliver(&Change::ResourceUpdated(uris[0].clone()));
        assert!(slow.emitter.pop().is_some(), "once taken, it is told again");
    }

    #[test]
    fn whoever_may_have_missed_something_is_told_of_all_it_asked_for() {
        let hub = Arc::new(Hub::default());
        let filter = Filter {
            tools_list_changed: true,
            ..updates(&["file:///x", "file:///y"])
        };
        let subscription = hub.subscribe("7", filter, 9).expect("there is room");
        hub.deliver(&Change::Missed);
        let waiting = waiting(&subscription);
        assert_eq!(waiting.len(), 4);
        for told in [
            "tools/list_changed",
            r#""uri":"file:///x""#,
            r#""uri":"file:///y""#,
        ] {
            assert!(
                waiting.iter().any(|message| message.contains(told)),
                "{told}"
            );
        }
    }

    #[test]
    fn there_is_room_for_so_many_and_a_place_becomes_free() {
        let hub = Arc::new(Hub::default());
        let first = hub
            .subscribe("1", Filter::default(), 1)
            .expect("there is room");
        assert!(hub.subscribe("2", Filter::default(), 1).is_none());
        drop(first);
        assert_eq!(hub.len(), 0);
        assert!(hub.subscribe("2", Filter::default(), 1).is_some());
    }
}
