//! Counts in the records of a file, and says what was acknowledged, until it is killed:
//! `counts-until-killed FILE`.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use mcp_runtime::store::{Condition, FileStore, Key, Store};

const HOUR: Duration = Duration::from_secs(3600);

const WRITERS: usize = 4;

/// Each writer counts in a record of its own, and puts new ones beside it.
#[tokio::main]
async fn main() {
    let file = std::env::args_os().nth(1).expect("a file is named");
    let store = Arc::new(FileStore::open(file).await.expect("it can be opened"));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(write(store.clone(), format!("writer-{writer}"))))
        .collect();
    for writer in writers {
        writer.await.expect("no writer fails");
    }
}

async fn write(store: Arc<FileStore>, id: String) {
    let key = Key::new("crash", &id);
    // Longer than anybody lets it live.
    for _ in 0..100_000 {
        let found = store.get(&key, None).await.expect("it works");
        let count = found
            .as_ref()
            .and_then(|record| std::str::from_utf8(&record.value).ok()?.parse().ok())
            .unwrap_or(0_u64)
            + 1;
        let on = found.map_or(Condition::Absent, |record| {
            Condition::Unchanged(record.revision)
        });
        store
            .put(&key, Bytes::from(count.to_string()), HOUR, on)
            .await
            .expect("it works")
            .expect("nobody else writes it");
        say(&id, count);
        let beside = format!("{id}-{count}");
        let new = store
            .put(
                &Key::new("crash", &beside),
                Bytes::from_static(b"1"),
                HOUR,
                Condition::Absent,
            )
            .await;
        new.expect("it works").expect("it is absent");
        say(&beside, 1);
    }
}

fn say(id: &str, count: u64) {
    // In one piece. Nobody listens any more where it fails.
    let _ = std::io::stdout()
        .lock()
        .write_all(format!("wrote {id} {count}\n").as_bytes());
}
