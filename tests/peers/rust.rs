//! The official Rust client, `rmcp`.
//!
//! It speaks the revision whole; there is nothing that it leaves out. Of itself it passes over an
//! answer that nobody waits for, so its transport notes the answers.

// Sampling, roots and logging are deprecated, and still there.
#![allow(deprecated)]

mod changes;
mod connection;
mod questions;
mod running;
mod user;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rmcp::ErrorData;
use rmcp::model::*;
use rmcp::service::{ClientLifecycleMode, RoleClient, RunningService, ServiceError};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Server;
use crate::seen::Seen;
use changes::changes;
use connection::connect;
use questions::questions;
use running::on_the_way;
use user::User;

/// For whatever is waited for; the longest takes a fraction of a second.
const LIMIT: Duration = Duration::from_secs(10);

type Client = RunningService<RoleClient, User>;
type Answered = Arc<Mutex<Vec<RequestId>>>;

/// All that a client can do.
fn able() -> ClientCapabilities {
    let mut capabilities = ClientCapabilities::default();
    let (form, url) = (
        FormElicitationCapability::new(),
        UrlElicitationCapability::new(),
    );
    capabilities.elicitation = Some(ElicitationCapability::new().with_form(form).with_url(url));
    capabilities.sampling = Some(SamplingCapability::default());
    capabilities.roots = Some(RootsCapabilities::default());
    capabilities
}

/// Runs the steps that both revisions have, with a client that begins with `initialize`.
pub(crate) async fn run_earlier(server: &Server) -> Seen {
    let (user, _heard) = User::new(able());
    let mode = ClientLifecycleMode::Initialize;
    let client = connect(server, user, mode, &Answered::default())
        .await
        .expect("it connects");
    let mut seen = Seen::default();
    connected(&client, &mut seen);
    tools(&client, &mut seen).await;
    prompts(&client, &mut seen).await;
    resources(&client, &mut seen).await;
    questions(&client, &mut seen).await;
    seen.add("complaints", json!([]));
    client.cancel().await.expect("it ends");
    seen
}

/// Does everything in turn.
pub(crate) async fn run(server: &Server) -> Seen {
    let answered = Answered::default();
    let (user, mut heard) = User::new(able());
    let client = connect(server, user, modern(), &answered)
        .await
        .expect("it connects");
    let mut seen = Seen::default();
    connected(&client, &mut seen);
    tools(&client, &mut seen).await;
    prompts(&client, &mut seen).await;
    resources(&client, &mut seen).await;
    questions(&client, &mut seen).await;
    on_the_way(&client, &mut heard, &answered, &mut seen).await;
    changes(&client, server, &mut seen).await;
    seen.add("complaints", json!([]));
    client.cancel().await.expect("it ends");
    seen
}

/// Records the server's description of itself.
fn connected(client: &Client, seen: &mut Seen) {
    let info = client.peer_info().expect("the server has said who it is");
    let about = json!({
        "version": info.protocol_version,
        "server": info.server_info,
        "capabilities": info.capabilities,
        "instructions": info.instructions,
    });
    seen.add("connected", about);
}

fn modern() -> ClientLifecycleMode {
    ClientLifecycleMode::Auto {
        preferred_versions: vec![ProtocolVersion::V_2026_07_28],
        legacy_version: None,
    }
}

async fn tools(client: &Client, seen: &mut Seen) {
    seen.add("tools", outcome(client.list_tools(None).await));
    let calls = [
        ("text", "test_simple_text", json!({})),
        ("image", "test_image_content", json!({})),
        (
            "statistics",
            "statistics",
            json!({ "numbers": [1, 2.5, 4] }),
        ),
        ("number", "count_words", json!({ "text": "one two three" })),
        (
            "wrong arguments",
            "statistics",
            json!({ "numbers": "many" }),
        ),
        ("unknown tool", "no_such_tool", json!({})),
        (
            "headers",
            "test_header_params",
            json!({ "region": "Zürich", "shard": 7, "replica": true }),
        ),
        ("whoami", "whoami", json!({})),
        ("prints", "prints", json!({})),
    ];
    for (step, name, arguments) in calls {
        seen.add(step, outcome(client.call_tool(call(name, arguments)).await));
    }
}

async fn prompts(client: &Client, seen: &mut Seen) {
    seen.add("prompts", outcome(client.list_prompts(None).await));
    let arguments = object(json!({ "to": "Ada", "tone": "formal", "lines": "5" }));
    let letter = GetPromptRequestParams::new("letter").with_arguments(arguments);
    seen.add("prompt", outcome(client.get_prompt(letter).await));
    let completion = client
        .complete_prompt_argument("test_prompt_with_arguments", "arg1", "par", None)
        .await;
    seen.add(
        "complete prompt",
        json!({ "completion": outcome(completion) }),
    );
}

async fn resources(client: &Client, seen: &mut Seen) {
    seen.add("resources", outcome(client.list_resources(None).await));
    seen.add(
        "templates",
        outcome(client.list_resource_templates(None).await),
    );
    let reads = [
        ("read text", "test://static-text"),
        ("read binary", "test://static-binary"),
        ("read template", "test://template/42/data"),
        ("read nothing", "test://no/such"),
    ];
    for (step, uri) in reads {
        seen.add(
            step,
            outcome(
                client
                    .read_resource(ReadResourceRequestParams::new(uri))
                    .await,
            ),
        );
    }
    let completion = client
        .complete_resource_argument("project:///{+path}", "path", "src", None)
        .await;
    seen.add(
        "complete template",
        json!({ "completion": outcome(completion) }),
    );
}

fn call(name: &'static str, arguments: Value) -> CallToolRequestParams {
    CallToolRequestParams::new(name).with_arguments(object(arguments))
}

fn object(json: Value) -> JsonObject {
    serde_json::from_value(json).expect("it is an object")
}

/// As the protocol writes it.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("it is JSON")
}

fn outcome<T: Serialize>(result: Result<T, ServiceError>) -> Value {
    match result {
        Ok(result) => json(&result),
        Err(ServiceError::McpError(ErrorData { code, message, .. })) => {
            json!({ "error": { "code": code, "message": message } })
        }
        Err(other) => json!({ "error": { "message": other.to_string() } }),
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
