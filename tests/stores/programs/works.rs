//! A worker of its own: `works URL SILENCE TAKES`, with times in milliseconds. Says `begun NAME`
//! and `done NAME` of each leg, until it is killed.

use std::io::Write;
use std::time::Duration;

use mcp_runtime::task::{CancellationToken, Dispatch, Receipt, Work};

#[path = "../engines.rs"]
#[allow(dead_code, reason = "tests need more of it")]
mod engines;

/// Longer than anybody lets it live.
const LIFE: Duration = Duration::from_secs(120);

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, silence, takes] = &arguments[..] else {
        panic!("URL SILENCE TAKES");
    };
    let millis = |text: &str| Duration::from_millis(text.parse().expect("a number"));
    let (silence, takes) = (millis(silence), millis(takes));
    let engine = engines::Opened::by(url, silence).await;
    let work = Work::new(move |leg| async move {
        say("begun", leg.task());
        tokio::time::sleep(takes).await;
        say("done", leg.task());
        Receipt::Done
    });
    let _ = tokio::time::timeout(LIFE, engine.serve(work, 4, CancellationToken::new())).await;
}

fn say(what: &str, task: &str) {
    // In one piece. Nobody listens any more where it fails.
    let _ = std::io::stdout()
        .lock()
        .write_all(format!("{what} {task}\n").as_bytes());
}
