//! The programs in the folder `web`: installed, and run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use mcp_tests::{npm, output_within};
use tokio::sync::OnceCell;

/// A program takes half a minute, and several on a busy machine; whatever it waits for, it gives up
/// after twenty seconds.
const RUN_LIMIT: Duration = Duration::from_secs(600);

static NODE: OnceCell<PathBuf> = OnceCell::const_new();

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("web")
}

/// A program that came by npm, and the Node.js that runs it.
pub(crate) async fn installed(program: &str) -> Command {
    let node = NODE
        .get_or_init(|| async { npm::install(&home()).await })
        .await;
    let mut command = Command::new(node);
    command.current_dir(home()).arg(home().join(program));
    command
}

/// Runs a program of tests, all of which must pass, and at least as many as are said to be there.
pub(crate) async fn passes(program: &str, args: &[&str], at_least: usize) {
    let mut node = installed(program).await;
    node.args(args).env("NODE_NO_WARNINGS", "1").env(
        "PICTURES",
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures"),
    );
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        node.env(
            "PICTURE_OF_README",
            home().join("../../../mcp-runtime/src/docs/playground.jpg"),
        );
    }
    let output = output_within(RUN_LIMIT, node, "It was installed with the tests").await;
    let said = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} failed:\n{said}\n{log}");
    // The runner's last lines count what ran: `# pass 24`, or with a sign of another kind before
    // it.
    let passed = said
        .lines()
        .rev()
        .find_map(|line| line.split_once(" pass ")?.1.trim().parse::<usize>().ok());
    assert!(
        passed.is_some_and(|passed| passed >= at_least),
        "{program} ran {passed:?} tests, not {at_least}:\n{said}"
    );
}
