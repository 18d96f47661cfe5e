//! The suite itself: installed, run, and read.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use mcp_tests::{npm, output_within};
use serde::Deserialize;

/// It takes seconds; a scenario that waits for an answer gives up after ten.
const RUN_LIMIT: Duration = Duration::from_secs(300);

/// One scenario's checks.
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) checks: Vec<Check>,
}

/// The suite's verdict on one requirement. An id may occur several times, for several tries.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Check {
    pub(crate) id: String,
    pub(crate) status: Status,
    description: String,
    error_message: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    Success,
    Failure,
    Warning,
    Skipped,
    Info,
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            status,
            description,
            error_message,
        } = self;
        write!(
            f,
            "{id} ({status:?}): {}",
            error_message.as_deref().unwrap_or(description)
        )
    }
}

/// The suite, installed.
pub(crate) struct Suite {
    node: PathBuf,
    program: PathBuf,
}

pub(crate) async fn install() -> Suite {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    Suite {
        node: npm::install(&home).await,
        program: home.join("node_modules/@modelcontextprotocol/conformance/dist/index.js"),
    }
}

impl Suite {
    /// Runs all scenarios of a revision against a server.
    pub(crate) async fn run(&self, url: &str, revision: &str) -> Vec<Scenario> {
        let results = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("conformance")
            .join(revision);
        if results.exists() {
            fs::remove_dir_all(&results).expect("the last run's results can be removed");
        }
        let mut node = Command::new(&self.node);
        node.arg(&self.program);
        node.args(["server", "--url", url, "--requirements", revision, "-o"])
            .arg(&results);
        // Its exit code says whether the whole revision is covered; which part must be is for
        // `expected` to say.
        let output = output_within(RUN_LIMIT, node, "npm has installed it").await;
        assert!(
            results.exists(),
            "the suite left no results:\n{}",
            text(&output)
        );
        read(&results)
    }
}

/// Reads `server-<scenario>-<time>/checks.json`, of all scenarios.
fn read(results: &Path) -> Vec<Scenario> {
    const TIME: &str = "-2026-07-28T09-00-00-000Z";
    let directories = fs::read_dir(results)
        .expect("the results can be listed")
        .map(|entry| entry.expect("the results can be listed"));
    let mut scenarios: Vec<Scenario> = directories
        .map(|directory| {
            let name = directory.file_name().to_string_lossy().into_owned();
            let scenario = name
                .strip_prefix("server-")
                .and_then(|rest| rest.get(..rest.len().checked_sub(TIME.len())?));
            let scenario = scenario
                .unwrap_or_else(|| panic!("`{name}` is not named for a scenario and a time"));
            let json = fs::read_to_string(directory.path().join("checks.json"))
                .unwrap_or_else(|e| panic!("`{name}` has no checks: {e}"));
            let checks = serde_json::from_str(&json)
                .unwrap_or_else(|e| panic!("`{name}` has checks of another form: {e}"));
            Scenario {
                name: scenario.to_owned(),
                checks,
            }
        })
        .collect();
    scenarios.sort_by(|a, b| a.name.cmp(&b.name));
    scenarios
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
