use super::*;
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
