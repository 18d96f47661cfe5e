//! The contract of every [`Store`], as a test for any store.
//!
//! ```
//! use mcp_runtime::store::{MemoryStore, contract};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! contract::check(MemoryStore::new()).await;
//! # }
//! ```

mod life;
mod lists;
mod shared;
mod writes;

use std::sync::Arc;
use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;

use super::{Condition, Key, Record, Revision, Store};
use crate::subscription::Bus;

/// Longer than any check takes.
const HOUR: Duration = Duration::from_secs(3600);

/// How long to wait for something to become visible: longer than any working store needs.
const PATIENCE: Duration = Duration::from_secs(20);

/// Checks what every store must do, in separate groups: it leaves other records alone, and leaves
/// none of its own behind for longer than an hour. It takes a few seconds.
///
/// # Panics
///
/// If the store breaks a promise, with what it should have done; also if it fails.
pub async fn check(store: impl Store) {
    let store = Arc::new(store);
    store
        .ping()
        .await
        .expect("a store that works answers a ping");
    writes::a_record_is_there_as_it_was_put(&store).await;
    writes::conditions_hold(&store).await;
    writes::no_revision_comes_twice(&store).await;
    writes::of_many_writes_at_once_one_is_done(&store).await;
    writes::no_update_is_lost(&store).await;
    writes::of_many_removals_at_once_one_is_done(&store).await;
    life::a_record_ends(&store).await;
    life::a_record_lives_on_when_it_is_extended_or_put_again(&store).await;
    life::an_ended_record_is_as_good_as_none(&store).await;
    life::the_longest_life_is_taken(&store).await;
    writes::a_group_takes_what_it_has_room_for(&store).await;
    lists::a_group_is_listed_in_order_and_in_pages(&store).await;
    lists::groups_with_similar_names_are_apart(&store).await;
    lists::what_is_gone_is_not_listed(&store).await;
}

/// Checks two instances that share their records: one sees what the other does, and if they have a
/// bus, what is published on one arrives at both. The buses must not be attached to a server.
///
/// ```no_run
/// use mcp_runtime::store::{self, contract};
///
/// # async fn run() -> mcp_runtime::Result<()> {
/// let url = "redis://localhost?prefix=test";
/// contract::check_shared(store::open(url).await?, store::open(url).await?).await;
/// # Ok(())
/// # }
/// ```
///
/// # Panics
///
/// If the stores break a promise, with what they should have done; also if one fails.
pub async fn check_shared(one: impl Store, other: impl Store) {
    let (one, other) = (Arc::new(one), Arc::new(other));
    assert!(
        one.is_persistent(),
        "records that two instances share outlive each of them: `is_persistent` must be true"
    );
    shared::each_sees_what_the_other_does(&one, &other).await;
    shared::of_writes_by_both_at_once_one_is_done(&one, &other).await;
    if let (Some(one), Some(other)) = (one.bus(), other.bus()) {
        shared::changes_arrive_at_both(&*one, &*other).await;
    }
}

/// A group that nobody else has.
fn group(of: &str) -> String {
    let mut random = [0; 12];
    orion::util::secure_rand_bytes(&mut random).expect("the operating system gives randomness");
    format!("contract:{of}:{}", URL_SAFE_NO_PAD.encode(random))
}

fn key(group: &str, id: impl ToString) -> Key {
    Key::new(group, id.to_string())
}

/// The operations of a store that must not fail.
trait Works: Store {
    async fn read(&self, key: &Key) -> Option<Record> {
        self.get(key, None)
            .await
            .unwrap_or_else(|e| panic!("reading {key}: {e}"))
    }

    async fn write(
        &self,
        key: &Key,
        value: impl Into<Bytes> + Send,
        ttl: Duration,
        on: Condition,
    ) -> Option<Revision> {
        self.put(key, value.into(), ttl, on)
            .await
            .unwrap_or_else(|e| panic!("writing {key}: {e}"))
    }

    /// Creates a record that doesn't exist yet.
    async fn create(&self, key: &Key, value: impl Into<Bytes> + Send, ttl: Duration) -> Revision {
        let done = self.write(key, value, ttl, Condition::Absent).await;
        done.unwrap_or_else(|| panic!("{key} was never put, so it can be put where it is absent"))
    }

    async fn delete(&self, key: &Key) -> bool {
        self.remove(key)
            .await
            .unwrap_or_else(|e| panic!("removing {key}: {e}"))
    }

    async fn ids(&self, group: &str, after: Option<&str>, limit: usize) -> Vec<String> {
        self.list(group, after, limit)
            .await
            .unwrap_or_else(|e| panic!("listing {group}: {e}"))
    }
}

impl<S: Store> Works for S {}

/// Waits until `look` returns something, or panics with what it waited for.
async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let waiting = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting)
        .await
        .unwrap_or_else(|_| panic!("within {PATIENCE:?}, {what}"))
}

#[cfg(test)]
mod tests {
    use std::panic::AssertUnwindSafe;

    use futures_util::FutureExt;

    use super::super::{MemoryStore, StoreError};
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn memory_keeps_the_contract() {
        check(MemoryStore::new()).await;
    }

    /// A store with a flaw.
    struct Flawed(MemoryStore, Flaw);

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Flaw {
        KeepsAll,
        TakesAll,
        OverwritesWhatChanged,
        ListsBackwards,
    }

    impl Store for Flawed {
        async fn get(
            &self,
            key: &Key,
            extend: Option<Duration>,
        ) -> Result<Option<Record>, StoreError> {
            self.0.get(key, extend).await
        }

        async fn put(
            &self,
            key: &Key,
            value: Bytes,
            ttl: Duration,
            on: Condition,
        ) -> Result<Option<Revision>, StoreError> {
            let ttl = if self.1 == Flaw::KeepsAll { HOUR } else { ttl };
            let on = match (self.1, on) {
                (Flaw::TakesAll, Condition::Room(_)) => Condition::Absent,
                _ => on,
            };
            if let (Flaw::OverwritesWhatChanged, Condition::Unchanged(_), Some(record)) =
                (self.1, on, self.0.get(key, None).await?)
            {
                return self
                    .0
                    .put(key, value, ttl, Condition::Unchanged(record.revision))
                    .await;
            }
            self.0.put(key, value, ttl, on).await
        }

        async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
            self.0.remove(key).await
        }

        async fn list(
            &self,
            group: &str,
            after: Option<&str>,
            limit: usize,
        ) -> Result<Vec<String>, StoreError> {
            let mut ids = self.0.list(group, after, limit).await?;
            if self.1 == Flaw::ListsBackwards {
                ids.reverse();
            }
            Ok(ids)
        }

        async fn ping(&self) -> Result<(), StoreError> {
            self.0.ping().await
        }

        fn is_persistent(&self) -> bool {
            true
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_flaw_is_found_and_named() {
        for (flaw, found) in [
            (Flaw::KeepsAll, "a record past its end is gone"),
            (Flaw::TakesAll, "is as large as it may be"),
            (
                Flaw::OverwritesWhatChanged,
                "it was changed since that revision",
            ),
            (Flaw::ListsBackwards, "in the order of the ids' bytes"),
        ] {
            let flawed = Flawed(MemoryStore::new(), flaw);
            let panic = AssertUnwindSafe(check(flawed))
                .catch_unwind()
                .await
                .expect_err("a flaw is found");
            let message = panic
                .downcast::<String>()
                .map(|message| *message)
                .unwrap_or_default();
            assert!(message.contains(found), "{flaw:?}: {message}");
        }
        let apart = check_shared(
            Flawed(MemoryStore::new(), Flaw::KeepsAll),
            Flawed(MemoryStore::new(), Flaw::KeepsAll),
        );
        let panic = AssertUnwindSafe(apart)
            .catch_unwind()
            .await
            .expect_err("they share nothing");
        let message = panic
            .downcast::<String>()
            .map(|message| *message)
            .unwrap_or_default();
        assert!(message.contains("the other sees"), "{message}");
    }
}
