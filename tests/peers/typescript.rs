//! The official TypeScript client: installed, run, and read.
//!
//! It speaks the revision whole; there is nothing that it leaves out.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use mcp_tests::npm;
use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::Server;
use crate::seen::Seen;

/// It takes seconds; whatever it waits for, it gives up after ten.
const RUN_LIMIT: Duration = Duration::from_secs(60);

pub(crate) static INSTALLED: OnceCell<PathBuf> = OnceCell::const_new();

/// One line of what `client.mjs` prints.
#[derive(Deserialize)]
pub(crate) struct Line {
    pub(crate) step: String,
    pub(crate) seen: Value,
}

/// Runs the client to its end.
pub(crate) async fn run(server: &Server) -> Seen {
    run_with(server, &[]).await
}

/// Runs it in its default mode, which begins with `initialize`.
pub(crate) async fn run_earlier(server: &Server) -> Seen {
    run_with(server, &[("EARLIER", "1")]).await
}

async fn run_with(server: &Server, variables: &[(&str, &str)]) -> Seen {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("typescript");
    let node = INSTALLED.get_or_init(|| npm::install(&home)).await;

    let mut node = tokio::process::Command::new(node);
    node.arg(home.join("client.mjs"));
    match server {
        Server::Http(example) => node.args(["http", example.url()]),
        Server::Stdio(binary) => node.arg("stdio").arg(binary).arg("stdio"),
    };
    node.envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut node = node.spawn().expect("Node.js was installed");
    let (stdout, mut stderr) = (
        node.stdout.take().expect("it is piped"),
        node.stderr.take().expect("it is piped"),
    );

    let mut seen = Seen::default();
    let reading = async {
        let mut lines = BufReader::new(stdout).lines();
        while let Some(line) = lines.next_line().await.expect("it prints text") {
            let Line { step, seen: value } =
                serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
            if let ("waiting for the end", Server::Http(example)) = (step.as_str(), server) {
                example.stop();
            }
            seen.add(&step, value);
        }
    };
    let mut log = String::new();
    let ended = timeout(RUN_LIMIT, async {
        tokio::join!(reading, stderr.read_to_string(&mut log), node.wait()).2
    })
    .await;
    match ended {
        Ok(status) if status.as_ref().is_ok_and(std::process::ExitStatus::success) => seen,
        other => panic!("the client ended with {other:?}; it saw {seen:#?} and said:\n{log}"),
    }
}
