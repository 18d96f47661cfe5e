//! An instance of the server whose tasks are killed: `counts-in-tasks serve …`, or `worker …`.
//!
//! `ENGINE` names the database that brings the work, where the store isn't the one. `SILENCE` has
//! the milliseconds that a worker may be silent. With `DIES`, the process ends where a task's work
//! is sent: `before` or `after` it. Without `SILENCE` all is as the command line has it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use mcp_runtime::store;
use mcp_runtime::task::{
    CancellationToken, Dispatch, DispatchError, Leg, PostgresDispatch, RedisDispatch, Work,
};

#[path = "../counting.rs"]
mod counting;

/// An engine whose process may die while it sends.
struct Mortal<D> {
    inner: D,
    dies: Option<String>,
}

impl<D: Dispatch> Dispatch for Mortal<D> {
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
    let Ok(silence) = std::env::var("SILENCE") else {
        return server.main().await;
    };
    let url = std::env::var("ENGINE").or_else(|_| std::env::var("MCP_STORE"));
    let url = url.expect("`ENGINE` or `MCP_STORE` names the database");
    let store = store::open(&url).await.expect("it can be reached");
    let silence = Duration::from_millis(silence.parse().expect("a number"));
    server = server.task_silence(silence);
    if let Some(engine) = RedisDispatch::of(&store) {
        return run(server, engine.silence(silence)).await;
    }
    let engine = PostgresDispatch::of(&store).await.expect("it has PGMQ");
    let engine = engine.expect("it is a Redis or a PostgreSQL");
    run(server, engine.silence(silence)).await
}

async fn run(server: counting::Counting, inner: impl Dispatch) -> ExitCode {
    let dies = std::env::var("DIES").ok();
    server.dispatch(Mortal { inner, dies }).main().await
}
