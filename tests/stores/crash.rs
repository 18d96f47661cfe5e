//! A process that is killed while it writes to a file.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use mcp_runtime::store::{FileStore, Key, Store};

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
        let mut lines = lines
            .map_while(Result::ok)
            .filter_map(|line| acknowledgement(&line));
        acknowledged.extend(lines.by_ref().take(most));
        child.kill().expect("it is our child");
        // Acknowledgements that were still in the pipe count as well.
        acknowledged.extend(lines);
        child.wait().expect("it is our child");

        let store = FileStore::open(&file).await.expect("it opens again");
        for (id, count) in &acknowledged {
            let record = store
                .get(&Key::new("crash", id), None)
                .await
                .expect("it works");
            let record = record.unwrap_or_else(|| {
                panic!("{id} was acknowledged, and is gone after round {round}")
            });
            let kept: u64 = std::str::from_utf8(&record.value)
                .ok()
                .and_then(|text| text.parse().ok())
                .expect("it holds a number");
            // It may have done one more than it could say.
            assert!(
                kept >= *count,
                "{id} was acknowledged to be {count}, and is {kept} after round {round}"
            );
        }
    }
    assert!(
        acknowledged.values().sum::<u64>() > 500,
        "it wrote little: {acknowledged:?}"
    );
}

fn writing(file: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counts-until-killed"));
    command
        .arg(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it can be started")
}

/// `wrote ID COUNT`
fn acknowledgement(line: &str) -> Option<(String, u64)> {
    let (id, count) = line.strip_prefix("wrote ")?.split_once(' ')?;
    Some((id.to_owned(), count.parse().ok()?))
}
