//! Limits: which calls are refused, when, in which words, and that nothing of them lasts.

mod rates;
mod room;

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use mcp_tests::client::{Ask, Reply};

/// Calls begin and wait at it until it opens, on a thread or in a task.
#[derive(Clone)]
struct Gate {
    begun: Arc<Semaphore>,
    open: Arc<Semaphore>,
    thread: Arc<(Mutex<bool>, Condvar)>,
}

impl Gate {
    fn new() -> Self {
        Self {
            begun: Arc::new(Semaphore::new(0)),
            open: Arc::new(Semaphore::new(0)),
            thread: Arc::default(),
        }
    }

    async fn pass(&self) {
        self.begun.add_permits(1);
        self.open.acquire().await.unwrap().forget();
    }

    fn pass_on_a_thread(&self) {
        self.begun.add_permits(1);
        let (open, changed) = &*self.thread;
        let open = changed
            .wait_timeout_while(open.lock().unwrap(), Duration::from_secs(60), |open| !*open)
            .unwrap();
        assert!(!open.1.timed_out());
    }

    /// Waits until another call has begun.
    async fn begun(&self) {
        tokio::time::timeout(Duration::from_secs(30), self.begun.acquire())
            .await
            .expect("a call begins")
            .unwrap()
            .forget();
    }

    fn open(&self) {
        self.open.add_permits(100);
        *self.thread.0.lock().unwrap() = true;
        self.thread.1.notify_all();
    }
}

/// Answer at once.
#[mcp_tool]
fn quick(#[mcp(default = false)] panic: bool) -> &'static str {
    assert!(!panic);
    "done"
}

/// Wait at the gate.
#[mcp_tool]
async fn wait(State(gate): State<Gate>) -> &'static str {
    gate.pass().await;
    "done"
}

/// Say something, and wait at the gate.
#[mcp_tool]
async fn stream(State(gate): State<Gate>, cx: Context) -> &'static str {
    cx.progress(1.0);
    gate.pass().await;
    "done"
}

/// Be called seldom.
#[mcp_tool(rate = "2/h")]
fn seldom() -> &'static str {
    "done"
}

/// Run alone.
#[mcp_tool(concurrency = 1)]
async fn alone(State(gate): State<Gate>) -> &'static str {
    gate.pass().await;
    "done"
}

/// Block a thread.
#[mcp_tool(blocking, concurrency = 1, timeout = "20ms")]
fn stuck(State(gate): State<Gate>) -> &'static str {
    gate.pass_on_a_thread();
    "done"
}

/// Block a thread, with a result that has no name.
#[mcp_tool(blocking, concurrency = 1, timeout = "20ms")]
fn stuck_unnamed(State(gate): State<Gate>) -> impl Future<Output = &'static str> + Send {
    gate.pass_on_a_thread();
    std::future::ready("done")
}

/// Finish what was begun.
#[mcp_tool(concurrency = 1, timeout = "20ms")]
async fn careful(State(gate): State<Gate>, cx: Context) -> &'static str {
    cx.shield(async move { gate.pass().await }).await;
    "done"
}

#[mcp_completion]
fn words() -> Vec<&'static str> {
    vec!["a", "b"]
}

/// Ask something.
#[mcp_prompt]
fn ask(#[mcp(complete = words)] word: String) -> String {
    word
}

mcp_server! {
    Limited {
        name: "limited", version: "1.0.0", state: Gate,
        tools: [quick, wait, stream, seldom, alone, stuck, stuck_unnamed, careful],
        prompts: [ask],
    }
}

fn tool(name: &str) -> Ask {
    Ask::tool(name, json!({}))
}

fn prompt() -> Ask {
    Ask::new(
        "prompts/get",
        json!({ "name": "ask", "arguments": { "word": "a" } }),
    )
    .header("mcp-name", "ask")
}

fn completion() -> Ask {
    let reference = json!({ "type": "ref/prompt", "name": "ask" });
    Ask::new(
        "completion/complete",
        json!({ "ref": reference, "argument": { "name": "word", "value": "" } }),
    )
}

/// The error of a refused request, with what HTTP says of it.
fn refused(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{reply:?}");
    let answer = reply.messages().pop().unwrap();
    assert_eq!(
        (&answer["jsonrpc"], &answer["id"]),
        (&json!("2.0"), &json!(1))
    );
    let error = answer["error"].clone();
    assert_eq!(error["code"], status, "{error}");
    let seconds: u64 = reply.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let millis = error["data"]["retryAfterMs"].as_u64().unwrap();
    assert!(millis > 0 && seconds == millis.div_ceil(1000), "{error}");
    error
}

#[test]
fn a_server_that_could_run_nothing_does_not_start() {
    let error = Limited::new(Gate::new()).max_calls(0).check().unwrap_err();
    assert!(error.to_string().contains("`max_calls` is 0"), "{error}");
}
