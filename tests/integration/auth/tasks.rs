//! Tasks whose bodies want to know what their callers were granted.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http::StatusCode;
use mcp_runtime::auth::Jwt;
use mcp_runtime::prelude::*;
use mcp_runtime::store::{Key, MemoryStore, Store as _};
use mcp_tests::client::Ask;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::issuer::{Issuer, Key as SigningKey, RESOURCE, header};

/// The longest that a test waits for something that must happen, even on a busy machine.
const SOON: Duration = Duration::from_secs(20);

/// Opens once the test lets bodies run.
type Gate = Arc<Semaphore>;

#[derive(serde::Deserialize)]
struct Staff {
    department: String,
}

async fn pass(gate: &Gate) {
    gate.acquire().await.expect("it is open").forget();
}

/// Write a report on a department.
#[mcp_tool(read_only, task(required), may_need("reports:secret"))]
async fn report(
    secret: bool,
    scopes: Scopes,
    Claims(who): Claims<Staff>,
    State(gate): State<Gate>,
) -> Result<String, ToolError> {
    pass(&gate).await;
    if secret {
        scopes.require("reports:secret")?;
    }
    let (all, read) = (scopes.has("reports:secret"), scopes.has("reports:read"));
    Ok(format!("{} {all} {read}", who.department))
}

/// Count what there is.
#[mcp_tool(read_only, task(required))]
async fn count(State(gate): State<Gate>) -> u32 {
    pass(&gate).await;
    7
}

mcp_server! {
    Reports {
        name: "reports",
        version: "1.0.0",
        state: Gate,
        claims: Staff,
        scopes: {
            "reports:read": "Read reports",
            "reports:secret" implies "reports:read": "Read secret reports",
        },
        default_scopes: ["reports:read"],
        tools: [report, count],
    }
}

struct World {
    issuer: Issuer,
    key: SigningKey,
    gate: Gate,
    store: Arc<MemoryStore>,
    router: Router,
}

impl World {
    async fn new() -> Self {
        let (issuer, key) = (Issuer::start().await, SigningKey::new("k", "ES256"));
        issuer.publish(&[&key]);
        let (gate, store) = (Gate::new(Semaphore::new(0)), Arc::<MemoryStore>::default());
        let router = Reports::new(gate.clone())
            .store(store.clone())
            .authenticator(Jwt::issuer(&issuer.url).resource(RESOURCE))
            .into_router();
        Self {
            issuer,
            key,
            gate,
            store,
            router,
        }
    }

    fn token(&self, scope: &str) -> String {
        let mut claims = self.issuer.claims();
        claims["scope"] = json!(scope);
        claims["department"] = json!("sales");
        let token = self.key.sign(&header(&self.key, "ES256"), &claims);
        format!("Bearer {token}")
    }

    /// The id of a new task.
    async fn made(&self, ask: Ask, token: &str) -> String {
        let task = sent(ask, token).send(&self.router).await.result();
        task["taskId"].as_str().expect("it is a task").to_owned()
    }

    /// The task, once it has ended.
    async fn ended(&self, id: &str, token: &str) -> Value {
        let get = Ask::new("tasks/get", json!({ "taskId": id })).header("mcp-name", id);
        let get = sent(get, token);
        let waiting = async {
            loop {
                let task = get.clone().send(&self.router).await.result();
                if task["status"] != "working" {
                    return task;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(SOON, waiting)
            .await
            .expect("it ends in time")
    }

    /// The one record of a task that there is.
    async fn record(&self) -> String {
        let names = self.store.list("task", None, 10).await.expect("it works");
        assert_eq!(names.len(), 1);
        let key = Key::new("task", &*names[0]);
        let record = self.store.get(&key, None).await.expect("it works");
        String::from_utf8_lossy(&record.expect("it is there").value).into_owned()
    }
}

/// Of a client that has tasks.
fn sent(ask: Ask, token: &str) -> Ask {
    let capabilities = json!({ "extensions": { "io.modelcontextprotocol/tasks": {} } });
    ask.meta("io.modelcontextprotocol/clientCapabilities", capabilities)
        .header("authorization", token)
}

fn report_of(secret: bool) -> Ask {
    Ask::tool("report", json!({ "secret": secret }))
}

#[tokio::test]
async fn a_task_has_the_scopes_and_claims_of_the_call_that_made_it() {
    let world = World::new().await;
    let (plain, secret) = (world.token("reports:read"), world.token("reports:secret"));
    let task = world.made(report_of(true), &secret).await;
    let record = world.record().await;
    assert!(record.contains("reports:secret") && record.contains("sales"));
    let token = secret.trim_start_matches("Bearer ");
    let mut parts = token.split('.');
    assert!(
        !parts.any(|part| record.contains(part)),
        "no part of the token is kept: {record}"
    );
    world.gate.add_permits(1);
    // Whoever asks for it later asks with another token: the task goes on with what it had.
    let done = world.ended(&task, &plain).await;
    assert_eq!(done["result"]["content"][0]["text"], "sales true true");
    let task = world.made(report_of(false), &plain).await;
    world.gate.add_permits(1);
    let done = world.ended(&task, &secret).await;
    assert_eq!(done["result"]["content"][0]["text"], "sales false true");
}

#[tokio::test]
async fn a_task_that_lacks_a_scope_says_which() {
    let world = World::new().await;
    let plain = world.token("reports:read");
    let task = world.made(report_of(true), &plain).await;
    world.gate.add_permits(1);
    let failed = world.ended(&task, &plain).await;
    assert_eq!(failed["status"], "failed", "{failed}");
    assert_eq!(failed["error"]["data"]["scope"], "reports:secret");
    // What a tool always needs is asked for before there is a task.
    let none = sent(report_of(false), &world.token("other"));
    let none = none.send(&world.router).await;
    assert_eq!(none.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn claims_are_kept_for_tools_that_take_them() {
    let world = World::new().await;
    let plain = world.token("reports:read");
    world.made(Ask::tool("count", json!({})), &plain).await;
    let record = world.record().await;
    assert!(record.contains("reports:read"), "{record}");
    assert!(!record.contains("sales"), "{record}");
}
