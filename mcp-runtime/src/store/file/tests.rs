use std::sync::Mutex;

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
        tables::Writing::count(&store.database.current().expect("it is open")).expect("it works"),
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
    // A record that is there can be changed, unless it outgrows its group's share.
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
    // Records that have ended make room, and the counts are still there after a restart.
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
    tables::uncount(&store.database.current().expect("it is open")).expect("it works");
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

/// A disk that fails from some write on, until it is mended.
#[derive(Clone, Debug, Default)]
struct Disk(Arc<Mutex<Option<Failing>>>);

#[derive(Debug)]
struct Failing {
    /// Writes that still succeed.
    left: usize,
    error: i32,
    failed: bool,
}

impl Disk {
    fn fail_after(&self, left: usize, error: i32) {
        *self.0.lock().expect("nobody panics") = Some(Failing {
            left,
            error,
            failed: false,
        });
    }

    /// Whether it has failed.
    fn mend(&self) -> bool {
        let failing = self.0.lock().expect("nobody panics").take();
        failing.is_some_and(|failing| failing.failed)
    }

    fn write(&self) -> std::io::Result<()> {
        match &mut *self.0.lock().expect("nobody panics") {
            Some(failing) if failing.left == 0 => {
                failing.failed = true;
                Err(std::io::Error::from_raw_os_error(failing.error))
            }
            Some(failing) => {
                failing.left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    async fn store(&self, path: PathBuf) -> FileStore {
        let disk = self.clone();
        let open = move |path: &Path| {
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)
                .map_err(Problem::File)?;
            let backend = OnDisk {
                file: redb::backends::FileBackend::new(file).map_err(Problem::Open)?,
                disk: disk.clone(),
            };
            let database = Database::builder()
                .create_with_file_format_v3(true)
                .create_with_backend(backend)
                .map_err(Problem::Open)?;
            tables::make(&database).map_err(Problem::Tables)?;
            Ok(database)
        };
        FileStore::open_by(path, open)
            .await
            .expect("it can be opened")
    }
}

#[derive(Debug)]
struct OnDisk {
    file: redb::backends::FileBackend,
    disk: Disk,
}

impl redb::StorageBackend for OnDisk {
    fn len(&self) -> std::io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, len: usize) -> std::io::Result<Vec<u8>> {
        self.file.read(offset, len)
    }

    fn set_len(&self, len: u64) -> std::io::Result<()> {
        self.disk.write()?;
        self.file.set_len(len)
    }

    fn sync_data(&self, eventual: bool) -> std::io::Result<()> {
        self.disk.write()?;
        self.file.sync_data(eventual)
    }

    fn write(&self, offset: u64, data: &[u8]) -> std::io::Result<()> {
        self.disk.write()?;
        self.file.write(offset, data)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fails_at_any_write_is_forgiven_once_it_works_again() {
    const ENOSPC: i32 = 28;
    const EIO: i32 = 5;
    let directory = Directory::new("failing");
    let hour = Duration::from_secs(3600);
    let value = Bytes::from(vec![b'x'; 20_000]);
    for error in [ENOSPC, EIO] {
        let disk = Disk::default();
        let path = directory.0.join(format!("{error}.redb"));
        let store = disk.store(path.clone()).await;
        let mut acknowledged = 0;
        for left in 0.. {
            assert!(left < 1000, "a write takes no more steps than this");
            let key = |id: usize| Key::new("group", id.to_string());
            disk.fail_after(left, error);
            let written = store
                .put(&key(acknowledged), value.clone(), hour, Condition::Absent)
                .await;
            // While it is full, whoever reads or asks is answered in time.
            let _ = store.get(&key(0), None).await;
            let _ = store.ping().await;
            let has_failed = disk.mend();
            assert!(written.is_ok() || has_failed);
            let back = timeout(OVERALL, async {
                while store.ping().await.is_err() {
                    sleep(Duration::from_millis(20)).await;
                }
            });
            back.await.expect("it is back within 5 seconds");
            let again = store
                .put(&key(acknowledged), value.clone(), hour, Condition::Absent)
                .await
                .expect("it works again");
            // A write that failed may have been done.
            assert!(again.is_some() || written.is_ok_and(|w| w.is_some()) || has_failed);
            acknowledged += 1;
            for id in 0..acknowledged {
                let found = store.get(&key(id), None).await.expect("it works");
                assert_eq!(found.map(|record| record.value), Some(value.clone()));
            }
            if !has_failed {
                break;
            }
        }
        drop(store);
        let store = disk.store(path).await;
        let ids = store.list("group", None, 10_000).await.expect("it works");
        assert_eq!(ids.len(), acknowledged, "and all of it is there");
    }
}
