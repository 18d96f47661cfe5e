//! One subject of two issuers: two callers, who share nothing.

use axum::Router;
use axum::body::Body;
use http::StatusCode;
use mcp_runtime::auth::Jwt;
use mcp_runtime::prelude::*;
use mcp_tests::client::{Ask, Reply};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::issuer::{Issuer, Key, RESOURCE, header};
use crate::legacy::{LATEST, Messages, initialize, post};

/// A note of its caller's
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "note", ttl = "1h")]
struct Note {
    text: String,
}

/// Write a note.
#[mcp_tool]
async fn write(text: String, notes: Handles<Note>) -> Result<Minted<Note>, ToolError> {
    notes.mint(Note { text }).await
}

/// Read a note.
#[mcp_tool(read_only)]
fn read(note: Handle<Note>) -> String {
    note.text.clone()
}

/// Burn everything.
#[mcp_tool(destructive, confirm = "Burn everything?")]
fn burn() -> &'static str {
    "burnt"
}

/// Ring once.
#[mcp_tool(rate = "1/h")]
fn ring() -> &'static str {
    "rung"
}

/// Wait for ever.
#[mcp_tool(read_only, task(required))]
async fn wait() -> &'static str {
    std::future::pending().await
}

mcp_server! {
    Notes { name: "notes", version: "1.0.0", tools: [write, read, burn, ring, wait] }
}

/// Somebody called `x`, as one of the issuers knows them.
struct Caller {
    router: Router,
    bearer: String,
}

impl Caller {
    async fn send(&self, ask: Ask) -> Reply {
        self.asking(ask).send(&self.router).await
    }

    fn asking(&self, ask: Ask) -> Ask {
        let capabilities = json!({
            "elicitation": { "form": {} },
            "extensions": { "io.modelcontextprotocol/tasks": {} },
        });
        ask.meta("io.modelcontextprotocol/clientCapabilities", capabilities)
            .header("authorization", &self.bearer)
    }
}

/// The two, in front of one server.
async fn callers() -> [Caller; 2] {
    let issuers = [Issuer::start().await, Issuer::start().await];
    let keys = [Key::new("k", "ES256"), Key::new("k", "ES256")];
    let mut server = Notes::new();
    for (issuer, key) in issuers.iter().zip(&keys) {
        issuer.publish(&[key]);
        server = server.authenticator(Jwt::issuer(&issuer.url).resource(RESOURCE));
    }
    let router = server.into_router();
    let caller = |at: usize| {
        let mut claims = issuers[at].claims();
        claims["sub"] = json!("x");
        let token = keys[at].sign(&header(&keys[at], "ES256"), &claims);
        Caller {
            router: router.clone(),
            bearer: format!("Bearer {token}"),
        }
    };
    [caller(0), caller(1)]
}

#[tokio::test]
async fn handles_are_not_shared() {
    let [one, other] = callers().await;
    let written = one
        .send(Ask::tool("write", json!({ "text": "mine" })))
        .await;
    let note = written.result()["structuredContent"]["note"].clone();
    let read = || Ask::tool("read", json!({ "note": note }));
    assert_eq!(one.send(read()).await.ok_text(), "mine");
    let refused = other.send(read()).await.error_text();
    assert!(refused.starts_with("No such note"), "{refused}");
}

#[tokio::test]
async fn sealed_states_are_not_shared() {
    let [one, other] = callers().await;
    let asked = one.send(Ask::tool("burn", json!({}))).await.result();
    assert_eq!(asked["resultType"], "input_required");
    let answered = || {
        let mut ask = Ask::tool("burn", json!({}));
        ask.body["params"]["requestState"] = asked["requestState"].clone();
        let yes = json!({ "confirm": { "action": "accept", "content": {} } });
        ask.body["params"]["inputResponses"] = yes;
        ask
    };
    let refused = other.send(answered()).await;
    assert!(!refused.body.contains("burnt"), "{}", refused.body);
    assert_eq!(refused.refusal().1, -32602, "{}", refused.body);
    assert_eq!(one.send(answered()).await.ok_text(), "burnt");
}

#[tokio::test]
async fn limits_are_not_shared() {
    let [one, other] = callers().await;
    let ring = || Ask::tool("ring", json!({}));
    assert_eq!(one.send(ring()).await.ok_text(), "rung");
    let again = one.send(ring()).await;
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(other.send(ring()).await.ok_text(), "rung");
}

/// The tasks that a subscription to one is about.
async fn honored(caller: &Caller, id: &str) -> Value {
    let filter = json!({ "notifications": { "taskIds": [id] } });
    let ask = caller.asking(Ask::new("subscriptions/listen", filter));
    let response = caller.router.clone().oneshot(ask.request()).await.unwrap();
    let acknowledged = Messages::of(response).next().await.unwrap();
    acknowledged["params"]["notifications"]["taskIds"].clone()
}

#[tokio::test]
async fn tasks_and_subscriptions_to_them_are_not_shared() {
    let [one, other] = callers().await;
    let task = one.send(Ask::tool("wait", json!({}))).await.result();
    let id = task["taskId"].as_str().unwrap();
    let about = |method: &str| Ask::new(method, json!({ "taskId": id })).header("mcp-name", id);
    let refused = other.send(about("tasks/get")).await;
    assert_eq!(refused.refusal().1, -32602, "{}", refused.body);
    let refused = other.send(about("tasks/cancel")).await;
    assert_eq!(refused.refusal().1, -32602, "{}", refused.body);
    assert_eq!(honored(&other, id).await, Value::Null);
    assert_eq!(honored(&one, id).await, json!([id]));
    let mine = one.send(about("tasks/get")).await.result();
    assert_eq!(mine["status"], "working");
    one.send(about("tasks/cancel")).await.result();
}

#[tokio::test]
async fn sessions_of_earlier_revisions_are_not_shared() {
    let [one, other] = callers().await;
    let opening = initialize(LATEST, &json!({}));
    let bearer = |caller: &Caller| ("authorization", caller.bearer.clone());
    let (name, mine) = bearer(&one);
    let opened = Reply::to(&one.router, post(&opening, &[(name, &mine)])).await;
    let session = opened.headers["mcp-session-id"].to_str().unwrap();
    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    for (caller, status) in [(&one, StatusCode::OK), (&other, StatusCode::NOT_FOUND)] {
        let (name, bearer) = bearer(caller);
        let headers = [
            (name, &*bearer),
            ("mcp-session-id", session),
            ("mcp-protocol-version", LATEST),
        ];
        let request: http::Request<Body> = post(&ping, &headers);
        assert_eq!(Reply::to(&caller.router, request).await.status, status);
    }
}
