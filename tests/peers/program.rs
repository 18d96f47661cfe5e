//! A client that is a program: started, and read line by line.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Command;
use tokio::time::timeout;

use crate::Server;
use crate::seen::Seen;

/// It takes seconds; whatever it waits for, it gives up after ten.
const RUN_LIMIT: Duration = Duration::from_secs(60);

/// One line that it prints.
#[derive(Deserialize)]
struct Line {
    step: String,
    seen: Value,
}

/// Runs a client to its end, with the server that it is to meet as its last arguments.
pub(crate) async fn run(server: &Server, mut client: Command) -> Seen {
    match server {
        Server::Http(example) => client.args(["http", example.url()]),
        Server::Stdio(binary) => client.arg("stdio").arg(binary).arg("stdio"),
    };
    let stop = || match server {
        Server::Http(example) => example.stop(),
        Server::Stdio(_) => {}
    };
    watched(client, stop).await
}

/// The same with a server at this URL.
pub(crate) async fn run_at(url: &str, mut client: Command) -> Seen {
    client.args(["http", url]);
    watched(client, || {}).await
}

/// Reads what a client says, until it ends. Calls `stop` where it waits for the server's end.
async fn watched(mut client: Command, stop: impl Fn()) -> Seen {
    client
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut client = client.spawn().expect("it was installed");
    let (stdout, mut stderr) = (
        client.stdout.take().expect("it is piped"),
        client.stderr.take().expect("it is piped"),
    );

    let mut seen = Seen::default();
    let reading = async {
        let mut lines = BufReader::new(stdout).lines();
        while let Some(line) = lines.next_line().await.expect("it prints text") {
            let Line { step, seen: value } =
                serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
            if step == "waiting for the end" {
                stop();
            }
            seen.add(&step, value);
        }
    };
    let mut log = String::new();
    let ended = timeout(RUN_LIMIT, async {
        tokio::join!(reading, stderr.read_to_string(&mut log), client.wait()).2
    })
    .await;
    match ended {
        Ok(status) if status.as_ref().is_ok_and(ExitStatus::success) => seen,
        other => panic!("the client ended with {other:?}; it saw {seen:#?} and said:\n{log}"),
    }
}
