//! A process that is killed while it writes to a file.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use mcp_runtime::store::{Condition, FileStore, Key, Store};

/// Tells a process of this test's program that it is the one to be killed, and which file to write.
const FILE: &str = "MCP_TEST_CRASH_FILE";

const HOUR: Duration = Duration::from_secs(3600);

const WRITERS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_opens_again_with_all_acknowledged_writes_whenever_its_process_was_killed() {
    let directory = tempfile::tempdir().expect("there is a directory for temporary files");
    let file = directory.path().join("state.redb");
    let mut acknowledged: BTreeMap<String, u64> = BTreeMap::new();
    for round in 0..10_u64 {
        let mut child = writing(&file);
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        // Killed in the middle of whatever it does, after more writes each time.
        let most = 3 + round as usize * 23;
        let mut lines = lines.map_while(Result::ok).filter_map(|line| acknowledgement(&line));
        acknowledged.extend(lines.by_ref().take(most));
        child.kill().expect("it is our child");
        // What it had still said counts as well.
        acknowledged.extend(lines);
        child.wait().expect("it is our child");

        let store = FileStore::open(&file).await.expect("it opens again");
        for (id, count) in &acknowledged {
            let record = store.get(&Key::new("crash", id), None).await.expect("it works");
            let record = record.unwrap_or_else(|| panic!("{id} was acknowledged, and is gone after round {round}"));
            let kept: u64 = std::str::from_utf8(&record.value).ok().and_then(|text| text.parse().ok()).expect("it holds a number");
            // It may have done one more than it could say.
            assert!(kept >= *count, "{id} was acknowledged to be {count}, and is {kept} after round {round}");
        }
    }
    assert!(acknowledged.values().sum::<u64>() > 500, "it wrote little: {acknowledged:?}");
}

fn writing(file: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().expect("a program has a path"));
    command.args(["--exact", "crash::writes_until_it_is_killed", "--nocapture", "--ignored"]).env(FILE, file);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it can be started")
}

/// `wrote ID COUNT`, among what the test harness prints.
fn acknowledgement(line: &str) -> Option<(String, u64)> {
    let (id, count) = line.split_once("wrote ")?.1.split_once(' ')?;
    Some((id.to_owned(), count.parse().ok()?))
}

/// The process that is killed: each writer counts in a record of its own, and puts new ones beside it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the test above"]
async fn writes_until_it_is_killed() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let store = Arc::new(FileStore::open(file).await.expect("it can be opened"));
    let writers: Vec<_> = (0..WRITERS).map(|writer| tokio::spawn(write(store.clone(), format!("writer-{writer}")))).collect();
    for writer in writers {
        writer.await.expect("no writer fails");
    }
}

async fn write(store: Arc<FileStore>, id: String) {
    let key = Key::new("crash", &id);
    // Longer than anybody lets it live.
    for _ in 0..100_000 {
        let found = store.get(&key, None).await.expect("it works");
        let count = found.as_ref().and_then(|record| std::str::from_utf8(&record.value).ok()?.parse().ok()).unwrap_or(0_u64) + 1;
        let on = found.map_or(Condition::Absent, |record| Condition::Unchanged(record.revision));
        store.put(&key, Bytes::from(count.to_string()), HOUR, on).await.expect("it works").expect("nobody else writes it");
        say(&id, count);
        let beside = format!("{id}-{count}");
        let new = store.put(&Key::new("crash", &beside), Bytes::from_static(b"1"), HOUR, Condition::Absent).await;
        new.expect("it works").expect("it is absent");
        say(&beside, 1);
    }
}

fn say(id: &str, count: u64) {
    // In one piece, and past what the harness captures. Nobody listens any more where it fails.
    let _ = std::io::stdout().lock().write_all(format!("wrote {id} {count}\n").as_bytes());
}
