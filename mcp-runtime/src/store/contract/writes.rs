//! Tests of writes and their conditions.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;

use super::{HOUR, Works, eventually, group, key};
use crate::store::{Condition, Key, Revision, Store};

/// Writers at once.
const MANY: usize = 16;

pub(super) async fn a_record_is_there_as_it_was_put(store: &Arc<impl Store>) {
    let group = group("values");
    let every_byte: Vec<u8> = (0..=255).collect();
    let large: Vec<u8> = (0..1_u32 << 18).flat_map(u32::to_le_bytes).collect();
    for (id, value) in [
        ("empty", Vec::new()),
        ("binary", every_byte),
        ("text", "Grüße\0\r\n".into()),
        ("large", large),
    ] {
        let key = key(&group, id);
        assert_eq!(store.read(&key).await, None, "{key} was never put");
        let revision = store.create(&key, value.clone(), HOUR).await;
        let record = store
            .read(&key)
            .await
            .unwrap_or_else(|| panic!("{key} was put, and must be there"));
        assert_eq!(
            record.revision, revision,
            "{key} must have the revision that its put gave"
        );
        assert!(
            record.value == value,
            "{key} must have the {} bytes that were put, and has {}",
            value.len(),
            record.value.len()
        );
        assert!(
            store.delete(&key).await,
            "{key} was there, and a removal says so"
        );
        assert_eq!(store.read(&key).await, None, "{key} was removed");
        assert!(
            !store.delete(&key).await,
            "{key} was removed before, and a removal says so"
        );
    }
    let id = |end: char| {
        format!(
            "{}{end}",
            "-_.:/azAZ09"
                .chars()
                .cycle()
                .take(Key::LONGEST - 1)
                .collect::<String>()
        )
    };
    let (longest, other) = (Key::new(id('a'), id('b')), Key::new(id('a'), id('c')));
    // The group is no other run's only if nothing of it is left.
    store.delete(&longest).await;
    store.create(&longest, "long", HOUR).await;
    assert_eq!(
        store.read(&other).await,
        None,
        "keys that differ in the last byte are two"
    );
    assert!(
        store
            .read(&longest)
            .await
            .is_some_and(|record| record.value == "long"),
        "a key of the greatest length is taken"
    );
    assert!(
        store.delete(&longest).await,
        "a key of the greatest length is taken"
    );
}

pub(super) async fn conditions_hold(store: &Arc<impl Store>) {
    let key = key(&group("conditions"), "a");
    let nothing = store
        .write(&key, "x", HOUR, Condition::Unchanged(Revision(1)))
        .await;
    assert_eq!(nothing, None, "what was never put isn't unchanged");
    assert_eq!(
        store.read(&key).await,
        None,
        "where the condition doesn't hold, nothing is done"
    );
    let first = store.create(&key, "first", HOUR).await;
    assert_eq!(
        store.write(&key, "x", HOUR, Condition::Absent).await,
        None,
        "it is there, and not absent"
    );
    let second = store
        .write(&key, "second", HOUR, Condition::Unchanged(first))
        .await;
    let second = second.expect("it has the revision that was given, so it is unchanged");
    assert_ne!(first, second, "a change gives another revision");
    assert_eq!(
        store
            .write(&key, "x", HOUR, Condition::Unchanged(first))
            .await,
        None,
        "it was changed since that revision"
    );
    let record = store.read(&key).await.expect("it was put");
    assert!(
        record.value == "second" && record.revision == second,
        "where a condition doesn't hold, nothing is done"
    );
    assert!(
        store
            .get(&key, Some(2 * HOUR))
            .await
            .expect("the store works")
            .is_some_and(|record| record.revision == second)
    );
    let third = store
        .write(&key, "second", HOUR, Condition::Unchanged(second))
        .await;
    assert!(
        third.is_some_and(|third| third != second),
        "a longer life is no change, but the same value put again is one"
    );
}

pub(super) async fn a_group_takes_what_it_has_room_for(store: &Arc<impl Store>) {
    let (small, other) = (group("room"), group("room-beside"));
    let room = Condition::Room(3);
    let put = async |group: &str, id: &str, ttl| {
        let revision = store.write(&key(group, id), id.to_owned(), ttl, room).await;
        revision.is_some()
    };
    let short = Duration::from_millis(400);
    assert!(
        put(&small, "a", HOUR).await && put(&small, "b", HOUR).await,
        "a group takes what it has room for"
    );
    assert!(!put(&small, "a", HOUR).await, "it is there, and not absent");
    assert!(put(&small, "c", short).await, "there is room for a third");
    assert!(
        !put(&small, "d", HOUR).await && store.read(&key(&small, "d")).await.is_none(),
        "{small} is as large as it may be, so nothing is done"
    );
    assert!(
        store.ids(&small, None, 9).await.len() <= 3
            && store.read(&key(&small, "a")).await.is_some(),
        "what is there doesn't make room"
    );
    assert!(
        put(&other, "d", HOUR).await,
        "groups are counted by themselves"
    );
    let b = store.read(&key(&small, "b")).await.expect("it is there");
    let changed = Condition::Unchanged(b.revision);
    assert!(
        store
            .write(&key(&small, "b"), "b", HOUR, changed)
            .await
            .is_some(),
        "a full group's records can be changed"
    );
    eventually("what has ended makes room", async || {
        put(&small, "d", HOUR).await.then_some(())
    })
    .await;
    assert!(
        !put(&small, "e", HOUR).await,
        "it is as large as it may be again"
    );
    assert!(store.delete(&key(&small, "a")).await, "it is there");
    assert!(put(&small, "e", HOUR).await, "what is removed makes room");
}

pub(super) async fn no_revision_comes_twice(store: &Arc<impl Store>) {
    let key = key(&group("revisions"), "a");
    let mut seen = Vec::new();
    for _ in 0..5 {
        let first = store.create(&key, "a", HOUR).await;
        let second = store
            .write(&key, "a", HOUR, Condition::Unchanged(first))
            .await
            .expect("it is unchanged");
        seen.extend([first, second]);
        assert!(store.delete(&key).await, "it is there");
        let stale = store
            .write(&key, "b", HOUR, Condition::Unchanged(second))
            .await;
        assert_eq!(stale, None, "what was removed isn't unchanged");
    }
    let all = seen.len();
    seen.sort_by_key(|revision| revision.0);
    seen.dedup();
    assert_eq!(
        seen.len(),
        all,
        "a record that is put anew has no revision that an earlier one of its key had"
    );
}

pub(super) async fn of_many_writes_at_once_one_is_done(store: &Arc<impl Store>) {
    let key = key(&group("race"), "a");
    let mut on = Condition::Absent;
    for round in 0..10 {
        let writers = (0..MANY).map(|n| {
            let (store, key) = (store.clone(), key.clone());
            tokio::spawn(async move { (n, store.write(&key, n.to_string(), HOUR, on).await) })
        });
        let ended = join_all(writers)
            .await
            .into_iter()
            .map(|writer| writer.expect("no writer fails"));
        let done: Vec<(usize, Revision)> = ended
            .filter_map(|(n, revision)| Some((n, revision?)))
            .collect();
        let [(winner, revision)] = done[..] else {
            panic!(
                "of {MANY} writes under one condition exactly one is done, and not {} (round \
                 {round}, {on:?})",
                done.len()
            );
        };
        let record = store.read(&key).await.expect("it was put");
        assert!(
            record.value == winner.to_string() && record.revision == revision,
            "what is there is what the winner put"
        );
        on = Condition::Unchanged(revision);
    }
}

pub(super) async fn no_update_is_lost(store: &Arc<impl Store>) {
    let key = key(&group("counter"), "a");
    store.create(&key, "0", HOUR).await;
    let workers = (0..MANY / 2).map(|_| {
        let (store, key) = (store.clone(), key.clone());
        tokio::spawn(async move {
            let mut left = 10;
            while left > 0 {
                let record = store.read(&key).await.expect("it is there for an hour");
                let count: u64 = std::str::from_utf8(&record.value)
                    .ok()
                    .and_then(|text| text.parse().ok())
                    .expect("a number was put");
                let next = Bytes::from((count + 1).to_string());
                // Some writer wins each round, so that this ends.
                if store
                    .write(&key, next, HOUR, Condition::Unchanged(record.revision))
                    .await
                    .is_some()
                {
                    left -= 1;
                }
            }
        })
    });
    for worker in join_all(workers).await {
        worker.expect("no worker fails");
    }
    let count = store
        .read(&key)
        .await
        .expect("it is there for an hour")
        .value;
    assert_eq!(
        count,
        (MANY / 2 * 10).to_string(),
        "each of the updates counts"
    );
}

pub(super) async fn of_many_removals_at_once_one_is_done(store: &Arc<impl Store>) {
    let key = key(&group("removal"), "a");
    store.create(&key, "a", HOUR).await;
    let removals = (0..MANY).map(|_| {
        let (store, key) = (store.clone(), key.clone());
        tokio::spawn(async move { store.delete(&key).await })
    });
    let done = join_all(removals)
        .await
        .into_iter()
        .filter(|removed| *removed.as_ref().expect("no removal fails"))
        .count();
    assert_eq!(
        done, 1,
        "of {MANY} removals of one record exactly one says that it was there"
    );
}
