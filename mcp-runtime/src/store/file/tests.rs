use super::*;
use crate::store::Full;
use crate::store::contract;

/// A directory of its own, until it is dropped.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("mcp-file-store-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a directory can be made");
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("state.redb")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).expect("it can be removed");
    }
}

async fn put(store: &FileStore, id: usize, ttl: Duration) {
    let key = Key::new("group", id.to_string());
    store
        .put(&key, Bytes::from_static(b"value"), ttl, Condition::Absent)
        .await
        .expect("it works")
        .expect("it is absent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_keeps_the_contract() {
    let directory = Directory::new("contract");
    contract::check(
        FileStore::open(directory.file())
            .await
            .expect("it can be opened"),
    )
    .await;
}

#[tokio::test]
async fn records_are_there_after_a_restart_and_revisions_go_on() {
    let directory = Directory::new("restart");
    let key = Key::new("group", "a");
    let mut last = None;
    for _ in 0..3 {
        let store = FileStore::open(directory.file())
            .await
            .expect("it can be opened");
        let found = store.get(&key, None).await.expect("it works");
        assert_eq!(found.as_ref().map(|record| record.revision), last);
        let on = found.map_or(Condition::Absent, |record| {
            Condition::Unchanged(record.revision)
        });
        let next = store
            .put(
                &key,
                Bytes::from_static(b"a"),
                Duration::from_secs(3600),
                on,
            )
            .await
            .expect("it works");
        assert!(next.is_some() && next != last);
        last = next;
    }
}

#[tokio::test]
async fn what_is_past_its_end_is_cleared_away() {
    let directory = Directory::new("clearing");
    let store = FileStore::open(directory.file())
        .await
        .expect("it can be opened");
    for id in 0..20 {
        put(&store, id, Duration::from_millis(1)).await;
    }
    tokio::time::sleep(Duration::from_millis(5)).await;
    put(&store, 20, Duration::from_secs(3600)).await;
    assert_eq!(
        tables::Writing::count(&store.database).expect("it works"),
        (1, 1)
    );
}

#[tokio::test]
async fn a_file_is_bounded_and_nobody_pays_for_a_group_that_is_full() {
    let directory = Directory::new("bounds");
    let store = FileStore::open(directory.file())
        .await
        .expect("it can be opened")
        .max_bytes(20_000)
        .max_group_bytes(5_000);
    let large = async |group: &str, id: usize, ttl| {
        let key = Key::new(group, id.to_string());
        store
            .put(&key, Bytes::from(vec![0; 1000]), ttl, Condition::Absent)
            .await
    };
    let hour = Duration::from_secs(3600);
    let fill = async |group: &str, ttl| {
        for id in 0.. {
            if let Err(error) = large(group, id, ttl).await {
                return (id, error.is_full());
            }
        }
        unreachable!("it is bounded")
    };
    for group in ["a", "b", "c", "d"] {
        assert_eq!(fill(group, hour).await, (4, Some(Full::Group)));
    }
    assert_eq!(fill("e", hour).await, (1, Some(Full::Store)));
    for group in ["a", "b", "c", "d"] {
        assert_eq!(store.list(group, None, 9).await.expect("it works").len(), 4);
    }
    // What is there can be changed, unless it outgrows its share.
    let key = Key::new("a", "0");
    let record = store.get(&key, None).await.expect("it works");
    let unchanged = Condition::Unchanged(record.expect("it is there").revision);
    let put = async |bytes: usize| {
        store
            .put(&key, Bytes::from(vec![0; bytes]), hour, unchanged)
            .await
    };
    assert!(
        put(3000)
            .await
            .is_err_and(|e| e.is_full() == Some(Full::Group))
    );
    assert!(put(900).await.is_ok_and(|done| done.is_some()));
    // What has ended makes room, and what is counted is there after a restart.
    for id in 0..4 {
        let key = Key::new("b", id.to_string());
        assert!(store.remove(&key).await.expect("it works"));
    }
    for id in 0..4 {
        large("b", id, Duration::from_millis(1))
            .await
            .expect("there is room");
    }
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(fill("b", hour).await, (4, Some(Full::Group)));
    drop(store);
    let store = FileStore::open(directory.file())
        .await
        .expect("it can be opened")
        .max_group_bytes(5_000);
    let again = Key::new("c", "9");
    let put = store.put(&again, Bytes::from(vec![0; 1000]), hour, Condition::Absent);
    assert!(put.await.is_err_and(|e| e.is_full() == Some(Full::Group)));
}

#[tokio::test]
async fn a_file_of_before_anybody_counted_is_counted() {
    let directory = Directory::new("uncounted");
    let store = FileStore::open(directory.file())
        .await
        .expect("it can be opened");
    for id in 0..20 {
        put(&store, id, Duration::from_secs(3600)).await;
    }
    tables::uncount(&store.database).expect("it works");
    drop(store);
    let store = FileStore::open(directory.file())
        .await
        .expect("it can be opened");
    let key = Key::new("group", "more");
    let room = async |most| {
        let put = store.put(
            &key,
            Bytes::new(),
            Duration::from_secs(9),
            Condition::Room(most),
        );
        put.await.expect("it works").is_some()
    };
    assert!(!room(20).await && room(21).await);
}

#[tokio::test]
async fn two_at_a_time_are_refused() {
    let directory = Directory::new("twice");
    let _first = FileStore::open(directory.file())
        .await
        .expect("it can be opened");
    let error = FileStore::open(directory.file())
        .await
        .expect_err("it is open")
        .to_string();
    assert!(
        error.contains("another process has it open") && error.contains("state.redb"),
        "{error}"
    );
}

#[tokio::test]
async fn what_is_no_store_is_refused_and_left_alone() {
    let directory = Directory::new("foreign");
    std::fs::write(directory.file(), "a letter").expect("it can be written");
    assert!(FileStore::open(directory.file()).await.is_err());
    assert_eq!(
        std::fs::read(directory.file()).expect("it is there"),
        b"a letter"
    );
    assert!(
        FileStore::open("")
            .await
            .is_err_and(|e| e.to_string().contains("write its path"))
    );
    let nowhere = directory.0.join("nowhere/state.redb");
    assert!(
        FileStore::open(&nowhere)
            .await
            .is_err_and(|e| e.to_string().contains("nowhere"))
    );
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::new("mode");
    let _store = FileStore::open(directory.file())
        .await
        .expect("it can be opened");
    let mode = std::fs::metadata(directory.file())
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
