//! Tasks, as a client meets them.

mod asking;
mod engines;
mod external;
mod limits;
mod listening;
mod measures;
mod refusals;
mod restarts;
mod wire;
mod work;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use mcp_runtime::Principal;
use mcp_runtime::prelude::*;
use mcp_tests::client::{Ask, Reply};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::yield_now;

/// The longest that a test waits for something that must happen, even on a busy machine.
const SOON: Duration = Duration::from_secs(20);

/// The signals that bodies wait for, and the steps that they have done.
#[derive(Clone)]
struct Gate {
    open: Arc<Semaphore>,
    done: Arc<Semaphore>,
    dropped: Arc<Semaphore>,
}

impl Default for Gate {
    fn default() -> Self {
        let new = || Arc::new(Semaphore::new(0));
        Self {
            open: new(),
            done: new(),
            dropped: new(),
        }
    }
}

impl Gate {
    /// Lets so many bodies pass.
    fn open(&self, count: usize) {
        self.open.add_permits(count);
    }
}

async fn pass(semaphore: &Semaphore) {
    let passed = tokio::time::timeout(SOON, semaphore.acquire()).await;
    passed.expect("it comes").expect("it is open").forget();
}

struct Dropped(Gate);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.dropped.add_permits(1);
    }
}

#[mcp_type]
struct Counted {
    words: usize,
}

/// Count the words of a text, once the gate is open.
#[mcp_tool(read_only, task(poll = "1s", attempts = 2))]
async fn count(text: String, State(gate): State<Gate>) -> Json<Counted> {
    let _dropped = Dropped(gate.clone());
    pass(&gate.open).await;
    gate.done.add_permits(1);
    Json(Counted {
        words: text.split_whitespace().count(),
    })
}

/// Say who asks for it.
#[mcp_tool(read_only, task(required))]
async fn whoami(principal: Principal, task: Task) -> String {
    yield_now().await;
    assert!(task.id().is_some_and(|id| id.starts_with("task_")));
    principal.id().unwrap_or("nobody").to_owned()
}

/// Go wrong in the way that is asked for.
#[mcp_tool(read_only, task)]
async fn go_wrong(how: String, cx: Context) -> Result<String, ToolError> {
    yield_now().await;
    match &*how {
        "panic" => panic!("the secret is Rosebud"),
        "refuse" => cx.require(mcp_runtime::protocol::ClientCapability::Roots)?,
        "mask" => return Err(ToolError::internal("the secret is Rosebud")),
        "tell" => return Err(ToolError::new("try something else")),
        _ => {}
    }
    Ok("all is well".into())
}

/// Be quick.
#[mcp_tool(read_only, task(at_once = "20s"))]
async fn quick() -> &'static str {
    yield_now().await;
    "done"
}

/// Greet somebody.
#[mcp_tool(read_only)]
fn greet(name: String) -> String {
    format!("Hello, {name}!")
}

mcp_server! {
    Tasks {
        name: "tasks",
        version: "1.0.0",
        state: Gate,
        tools: [
            count, whoami, go_wrong, quick, greet, asking::order, asking::names, work::steps, work::tell,
        ],
    }
}

fn server() -> (Tasks, Gate) {
    let gate = Gate::default();
    (Tasks::new(gate.clone()), gate)
}

fn router() -> (Router, Gate) {
    let (server, gate) = server();
    (server.into_router(), gate)
}

/// The request of a client that has tasks, and can be asked.
fn able(ask: Ask) -> Ask {
    let capabilities = json!({
        "elicitation": { "form": {} },
        "extensions": { "io.modelcontextprotocol/tasks": {} },
    });
    ask.meta("io.modelcontextprotocol/clientCapabilities", capabilities)
}

fn call(tool: &str, arguments: Value) -> Ask {
    able(Ask::tool(tool, arguments))
}

/// A request about a task.
fn about(method: &str, id: &str) -> Ask {
    let params = match method {
        "tasks/update" => json!({ "taskId": id, "inputResponses": {} }),
        _ => json!({ "taskId": id }),
    };
    able(Ask::new(method, params).header("mcp-name", id))
}

fn answering(id: &str, answers: Value) -> Ask {
    let mut ask = about("tasks/update", id);
    ask.body["params"]["inputResponses"] = answers;
    ask
}

/// The id of a new task.
async fn made(router: &Router, ask: Ask) -> String {
    let task = ask.send(router).await.result();
    assert_eq!(task["resultType"], "task", "{task}");
    task["taskId"]
        .as_str()
        .expect("a task has an id")
        .to_owned()
}

async fn get(router: &Router, id: &str) -> Value {
    about("tasks/get", id).send(router).await.result()
}

/// The task, once it has this status.
async fn once(router: &Router, id: &str, status: &str) -> Value {
    let waiting = async {
        loop {
            let task = get(router, id).await;
            if task["status"] == status {
                return task;
            }
            let is_over =
                ["completed", "failed", "cancelled"].contains(&task["status"].as_str().unwrap());
            assert!(!is_over, "it is never {status}: {task}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(SOON, waiting)
        .await
        .unwrap_or_else(|_| panic!("it is never {status}"))
}

/// The same request, by somebody.
async fn sent_by(router: &Router, who: &str, ask: &Ask) -> Reply {
    let mut request: Request<Body> = ask.request();
    request.extensions_mut().insert(Principal::new(who));
    Reply::to(router, request).await
}
