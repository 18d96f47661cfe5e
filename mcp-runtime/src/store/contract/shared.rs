//! Tests of two instances that share a store.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::join_all;

use super::{Bus, Condition, HOUR, PATIENCE, Store, Works, eventually, group, key};
use crate::subscription::Change;

pub(super) async fn each_sees_what_the_other_does(one: &Arc<impl Store>, other: &Arc<impl Store>) {
    let group = group("shared");
    let key = key(&group, "a");
    let first = one.create(&key, "first", HOUR).await;
    let record = other
        .read(&key)
        .await
        .expect("what one instance put, the other sees");
    assert!(
        record.value == "first" && record.revision == first,
        "both see the same record"
    );
    assert_eq!(
        other.ids(&group, None, 9).await,
        ["a"],
        "what one instance put, the other lists"
    );
    assert_eq!(
        other.write(&key, "x", HOUR, Condition::Absent).await,
        None,
        "it is there for both"
    );
    let second = other
        .write(&key, "second", HOUR, Condition::Unchanged(first))
        .await;
    assert!(
        second.is_some(),
        "a revision of one instance's is known to the other"
    );
    assert!(
        one.read(&key)
            .await
            .is_some_and(|record| record.value == "second"),
        "what the other changed, the one sees"
    );
    assert!(
        other.delete(&key).await && one.read(&key).await.is_none(),
        "what the other removed, the one doesn't see"
    );
}

pub(super) async fn of_writes_by_both_at_once_one_is_done(
    one: &Arc<impl Store>,
    other: &Arc<impl Store>,
) {
    let group = group("shared-race");
    for round in 0..10 {
        let key = key(&group, round);
        let (of_one, of_other) = (
            join_all((0..4).map(|_| one.write(&key, "one", HOUR, Condition::Absent))),
            join_all((0..4).map(|_| other.write(&key, "other", HOUR, Condition::Absent))),
        );
        let (of_one, of_other) = tokio::join!(of_one, of_other);
        let done = of_one.into_iter().chain(of_other).flatten().count();
        assert_eq!(
            done, 1,
            "of writes under one condition by two instances, exactly one is done"
        );
    }
}

pub(super) async fn changes_arrive_at_both(one: &dyn Bus, other: &dyn Bus) {
    let (at_one, at_other) = (Heard::default(), Heard::default());
    one.attach(at_one.deliver());
    other.attach(at_other.deliver());
    let long = "x".repeat(20_000);
    // The first ones may be published before the other listens, which is the case when it is heard.
    let ready = Change::ResourceUpdated("contract:///ready".to_owned());
    for (from, to) in [(one, &at_other), (other, &at_one)] {
        eventually(
            "a change published on one bus arrives at the other",
            async || {
                from.publish(ready.clone());
                to.has(&ready).then_some(())
            },
        )
        .await;
    }
    let mut changes: Vec<Change> = (0..200)
        .map(|n| Change::ResourceUpdated(format!("contract:///{n}")))
        .collect();
    changes.extend([
        Change::ToolsChanged,
        Change::PromptsChanged,
        Change::ResourcesChanged,
        Change::ResourceUpdated(long),
    ]);
    for (n, change) in changes.iter().enumerate() {
        if n % 2 == 0 {
            one.publish(change.clone());
        } else {
            other.publish(change.clone());
        }
    }
    for (name, heard) in [("one", &at_one), ("the other", &at_other)] {
        let missed = || changes.iter().filter(|change| !heard.has(change)).count();
        let all = async { eventually("", async || (missed() == 0).then_some(())).await };
        let all = tokio::time::timeout(PATIENCE / 2, all).await;
        assert!(
            all.is_ok(),
            "every change that either publishes arrives at both: {} of {} did not at {name}",
            missed(),
            changes.len()
        );
    }
}

/// The changes that have arrived.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<Change>>>);

impl Heard {
    fn deliver(&self) -> crate::subscription::Deliver {
        let Self(heard) = self.clone();
        Box::new(move |change| {
            heard
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(change.clone());
        })
    }

    fn has(&self, change: &Change) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(change)
    }
}
