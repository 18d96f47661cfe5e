//! Tests of listing a group.

use std::sync::Arc;
use std::time::Duration;

use super::{HOUR, Works, eventually, group, key};
use crate::store::{Key, Store};

pub(super) async fn a_group_is_listed_in_order_and_in_pages(store: &Arc<impl Store>) {
    let group = group("pages");
    assert!(
        store.ids(&group, None, 10).await.is_empty(),
        "nothing was put into {group}"
    );
    let mut ids = [
        "b", "a", "Z", "_", "-", "aa", "a/b", "a.b", "a:b", "9", "10", "aA", "a-", "A",
    ]
    .map(str::to_owned)
    .to_vec();
    ids.extend((0..10).map(|n| format!("n{n:03}")));
    for id in &ids {
        store.create(&key(&group, id), "value", HOUR).await;
    }
    ids.sort();
    assert_eq!(
        store.ids(&group, None, 1000).await,
        ids,
        "all of a group is listed, in the order of the ids' bytes"
    );
    for limit in [1, 7] {
        let mut listed: Vec<String> = Vec::new();
        for _ in 0..=ids.len() {
            let page = store
                .ids(&group, listed.last().map(String::as_str), limit)
                .await;
            assert!(
                page.len() <= limit,
                "a list has as many ids as were asked for, at most"
            );
            if page.is_empty() {
                break;
            }
            listed.extend(page);
        }
        assert_eq!(
            listed, ids,
            "pages of {limit}, each after the last id of the one before, are the whole list"
        );
    }
    let after = store.ids(&group, Some("a0"), 1).await;
    assert_eq!(
        after,
        ["a:b"],
        "a list goes on after any text, whether or not it is an id"
    );
    assert!(
        store.ids(&group, Some("zzz"), 10).await.is_empty(),
        "nothing comes after the last"
    );
    assert!(
        store.ids(&group, None, 0).await.is_empty(),
        "a list of nothing is empty"
    );
}

pub(super) async fn groups_with_similar_names_are_apart(store: &Arc<impl Store>) {
    let group = group("apart");
    let names = [
        group.clone(),
        format!("{group}/a"),
        format!("{group}:a"),
        format!("{group}a"),
        group[..group.len() - 1].to_owned(),
    ];
    for name in &names {
        store.create(&Key::new(name, "a"), name.clone(), HOUR).await;
        store
            .create(&Key::new(name, "a/a"), name.clone(), HOUR)
            .await;
    }
    for name in &names {
        assert_eq!(
            store.ids(name, None, 10).await,
            ["a", "a/a"],
            "the list of {name} has nothing of another group"
        );
        let record = store.read(&Key::new(name, "a")).await.expect("it was put");
        assert!(record.value == *name, "{name} has records of its own");
    }
}

pub(super) async fn what_is_gone_is_not_listed(store: &Arc<impl Store>) {
    let group = group("gone");
    for n in 0..30 {
        let ttl = if n % 3 == 0 {
            Duration::from_millis(50)
        } else {
            HOUR
        };
        store
            .create(&key(&group, format!("{n:02}")), "value", ttl)
            .await;
    }
    for n in (0..30).filter(|n| n % 3 == 1) {
        assert!(
            store.delete(&key(&group, format!("{n:02}"))).await,
            "it is there for an hour"
        );
    }
    let rest: Vec<String> = (0..30)
        .filter(|n| n % 3 == 2)
        .map(|n| format!("{n:02}"))
        .collect();
    eventually(
        "what ended or was removed is left out of a list",
        async || (store.ids(&group, None, 100).await == rest).then_some(()),
    )
    .await;
    assert_eq!(
        store.ids(&group, None, 3).await,
        rest[..3],
        "what is left out doesn't count as listed"
    );
    assert_eq!(
        store.ids(&group, Some(&rest[2]), 3).await,
        rest[3..6],
        "what is left out doesn't count as listed"
    );
}
