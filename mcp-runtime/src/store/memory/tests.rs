use super::*;

const MINUTE: Duration = Duration::from_secs(60);

fn key(id: impl ToString) -> Key {
    Key::new("group", id.to_string())
}

async fn put(store: &MemoryStore, id: impl ToString, ttl: Duration) -> Option<Revision> {
    store
        .put(
            &key(id),
            Bytes::from_static(b"value"),
            ttl,
            Condition::Absent,
        )
        .await
        .expect("there is room")
}

async fn is_there(store: &MemoryStore, id: impl ToString) -> bool {
    store
        .get(&key(id), None)
        .await
        .expect("memory works")
        .is_some()
}

#[tokio::test(start_paused = true)]
async fn a_record_ends_and_makes_room_for_another_of_its_key() {
    let store = MemoryStore::new();
    let first = put(&store, 1, MINUTE).await;
    assert!(first.is_some() && put(&store, 1, MINUTE).await.is_none());
    tokio::time::advance(MINUTE).await;
    assert!(!is_there(&store, 1).await && !store.remove(&key(1)).await.expect("memory works"));
    assert!(
        store
            .list("group", None, 9)
            .await
            .expect("memory works")
            .is_empty()
    );
    let second = put(&store, 1, MINUTE).await;
    assert!(second.is_some() && second != first, "another revision");
}

#[tokio::test(start_paused = true)]
async fn an_extension_that_is_worth_it_moves_the_end() {
    let store = MemoryStore::new();
    put(&store, 1, MINUTE).await;
    tokio::time::advance(MINUTE / 2).await;
    assert!(
        store
            .get(&key(1), Some(MINUTE))
            .await
            .expect("memory works")
            .is_some()
    );
    tokio::time::advance(MINUTE / 10 * 9).await;
    assert!(is_there(&store, 1).await);
    // A shorter life is one, too.
    assert!(
        store
            .get(&key(1), Some(Duration::from_millis(1)))
            .await
            .expect("memory works")
            .is_some()
    );
    tokio::time::advance(Duration::from_millis(1)).await;
    assert!(!is_there(&store, 1).await);
}

#[tokio::test(start_paused = true)]
async fn when_it_is_full_nothing_that_is_there_pays_for_it() {
    let store = MemoryStore::new().max_records(3);
    for id in 1..=3 {
        put(&store, id, MINUTE).await;
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    let refused = async |id: u8| {
        let refused = store
            .put(&key(id), Bytes::new(), MINUTE, Condition::Absent)
            .await;
        refused.err().and_then(|error| error.is_full())
    };
    assert_eq!(refused(4).await, Some(Full::Store));
    for id in 1..=3 {
        assert!(is_there(&store, id).await);
    }
    // A record that is there can be changed, and records that have ended make room.
    let record = store.get(&key(1), None).await.expect("memory works");
    let unchanged = Condition::Unchanged(record.expect("it is there").revision);
    let first = key(1);
    let changed = store.put(&first, Bytes::from_static(b"other"), MINUTE, unchanged);
    assert!(changed.await.expect("there is room").is_some());
    tokio::time::advance(Duration::from_secs(58)).await;
    assert!(
        put(&store, 4, MINUTE).await.is_some(),
        "the second has ended"
    );
    assert_eq!(refused(5).await, Some(Full::Store));
}

#[tokio::test]
async fn a_group_has_its_share_of_the_bytes_and_takes_nothing_from_others() {
    let store = MemoryStore::new().max_bytes(64_000);
    let large = |group: &str, id: usize| {
        let key = Key::new(group, id.to_string());
        let put = store.put(&key, Bytes::from(vec![0; 1000]), MINUTE, Condition::Absent);
        futures_util::FutureExt::now_or_never(put).expect("memory answers at once")
    };
    for group in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        let taken = (0..100).take_while(|id| large(group, *id).is_ok()).count();
        assert_eq!(taken, 5, "{group}");
        let error = large(group, 100).expect_err("it is full");
        assert_eq!(error.is_full(), Some(Full::Group));
        assert_eq!(
            store
                .list(group, None, 9)
                .await
                .expect("memory works")
                .len(),
            5
        );
    }
    // A changed record may not outgrow its group's share either, but may always become smaller.
    let key = Key::new("a", "1");
    let revision = store.get(&key, None).await.expect("memory works");
    let unchanged = Condition::Unchanged(revision.expect("it is there").revision);
    let larger = store.put(&key, Bytes::from(vec![0; 3000]), MINUTE, unchanged);
    assert!(
        larger
            .await
            .is_err_and(|error| error.is_full() == Some(Full::Group))
    );
    let smaller = store.put(&key, Bytes::new(), MINUTE, unchanged);
    assert!(smaller.await.expect("there is room").is_some());
}

#[tokio::test]
async fn bytes_are_counted_and_never_exceeded() {
    let store = MemoryStore::new().max_bytes(10_000).max_group_bytes(8_000);
    let mut refused = 0;
    for id in 0..1000 {
        let value = Bytes::from(vec![b'.'; id % 700]);
        let key = key(id % 50);
        let put = store.put(&key, value, MINUTE, Condition::Absent);
        refused += usize::from(put.await.is_err());
        assert!(store.book().bytes <= 8_000);
    }
    assert!(refused > 0);
    for id in 0..50 {
        store.remove(&key(id)).await.expect("memory works");
    }
    let left = || {
        let Book {
            records,
            groups,
            ends,
            bytes,
            counter: _,
        } = &*store.book();
        (*bytes, records.len(), groups.len(), ends.len())
    };
    assert_eq!(left(), (0, 0, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_past_its_end_does_not_pile_up() {
    let store = MemoryStore::new();
    for id in 0..1000 {
        put(&store, id, MINUTE).await;
    }
    tokio::time::advance(MINUTE).await;
    for id in 1000..1200 {
        put(&store, id, MINUTE).await;
    }
    assert_eq!(store.book().records.len(), 200);
}

#[tokio::test]
async fn the_longest_life_there_is_does_not_overflow() {
    let store = MemoryStore::new();
    put(&store, 1, Duration::MAX).await;
    assert!(
        store
            .get(&key(1), Some(Duration::MAX))
            .await
            .expect("memory works")
            .is_some()
    );
    put(&store, 2, Duration::ZERO).await;
    assert!(is_there(&store, 1).await);
}
