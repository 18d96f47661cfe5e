//! An instance of the server whose tasks are killed: `counts-in-tasks serve …`, or `worker …`.
//!
//! `ENGINE` names the Redis that brings the work, where the store is none. `SILENCE` has the
//! milliseconds that a worker may be silent. With `DIES`, the process ends where a
//! task's work is sent: `before` or `after` it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use mcp_runtime::store;
use mcp_runtime::task::{CancellationToken, Dispatch, DispatchError, Leg, RedisDispatch, Work};

#[path = "../counting.rs"]
mod counting;

/// An engine whose process may die while it sends.
struct Mortal {
    inner: RedisDispatch,
    dies: Option<String>,
}

impl Dispatch for Mortal {
    async fn send(&self, leg: Leg) -> Result<(), DispatchError> {
        if self.dies.as_deref() == Some("before") {
            std::process::abort();
        }
        let sent = self.inner.send(leg).await;
        if self.dies.as_deref() == Some("after") {
            std::process::abort();
        }
        sent
    }

    async fn serve(&self, work: Work, at_once: usize, stop: CancellationToken) {
        self.inner.serve(work, at_once, stop).await;
    }

    fn takes_over(&self) -> bool {
        self.inner.takes_over()
    }

    async fn ping(&self) -> Result<(), DispatchError> {
        self.inner.ping().await
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let steps = std::env::var_os("STEPS").map(PathBuf::from);
    let mut server = counting::server(steps.expect("`STEPS` names the file of what was done"));
    let url = std::env::var("ENGINE").or_else(|_| std::env::var("MCP_STORE"));
    let url = url.expect("`ENGINE` or `MCP_STORE` names the Redis");
    let store = store::open(&url).await.expect("it can be reached");
    let mut engine = RedisDispatch::of(&store).expect("it is a Redis");
    if let Ok(silence) = std::env::var("SILENCE") {
        let silence = Duration::from_millis(silence.parse().expect("a number"));
        server = server.task_silence(silence);
        engine = engine.silence(silence);
    }
    let engine = Mortal {
        inner: engine,
        dies: std::env::var("DIES").ok(),
    };
    server.dispatch(engine).main().await
}
