//! Who is told that a resource has changed: those who may read it.

use axum::Router;
use axum::body::Body;
use mcp_runtime::Call;
use mcp_runtime::auth::Jwt;
use mcp_runtime::dynamic::{DynamicResources, Page, ResourceItem};
use mcp_runtime::prelude::*;
use mcp_runtime::response::ReadResult;
use mcp_tests::client::{Ask, Reply};
use serde_json::{Value, json};

use super::issuer::{Issuer, Key, RESOURCE, header};
use crate::legacy::{LATEST, Messages, initialize, post, send};

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

/// Say that something has changed.
#[mcp_tool]
fn change(uri: String, notify: Notify) {
    notify.resource_updated(uri);
}

/// Say that something of the caller's has changed.
#[mcp_tool]
fn change_mine(uri: String, principal: Principal, notify: Notify) {
    notify.resource_updated_for(&principal, uri);
}

/// A note.
#[mcp_resource("notes:///{note}")]
fn note(note: Handle<Note>) -> String {
    note.text.clone()
}

/// The diary of whoever calls.
#[mcp_resource("diary:///")]
fn diary(principal: Principal) -> String {
    principal.subject().unwrap_or_default().to_owned()
}

/// A notice that everybody may read.
#[mcp_resource("hall:///")]
fn hall() -> &'static str {
    "welcome"
}

/// A secret that needs a scope of its own.
#[mcp_resource("vault:///", scopes("vault"))]
fn vault() -> &'static str {
    "gold"
}

/// Documents, each of whom its URI names.
struct Documents;

impl DynamicResources<()> for Documents {
    async fn list(&self, _: &Call<()>, _: Option<&str>) -> Result<Page<ResourceItem>, ToolError> {
        Ok(Page::default())
    }

    async fn read(&self, call: &Call<()>, uri: &str) -> Result<Option<ReadResult>, ToolError> {
        let mine = format!("docs:///{}", call.principal().subject().unwrap_or_default());
        Ok((uri == mine).then(|| "mine".into()))
    }
}

mcp_server! {
    Desk {
        name: "desk",
        version: "1.0.0",
        scopes: { "vault": "Open the vault" },
        tools: [write, change, change_mine],
        resources: [note, diary, hall, vault],
    }
}

struct World {
    issuers: [(Issuer, Key); 2],
    router: Router,
}

impl World {
    async fn new() -> Self {
        let issuers = [
            (Issuer::start().await, Key::new("k", "ES256")),
            (Issuer::start().await, Key::new("k", "ES256")),
        ];
        let mut server = Desk::new().dynamic_resources(Documents);
        for (issuer, key) in &issuers {
            issuer.publish(&[key]);
            server = server.authenticator(Jwt::issuer(&issuer.url).resource(RESOURCE));
        }
        let router = server.into_router();
        Self { issuers, router }
    }

    /// Somebody whom one of the issuers knows by this name.
    fn caller(&self, issuer: usize, subject: &str, scope: &str) -> Caller {
        let (issuer, key) = &self.issuers[issuer];
        let mut claims = issuer.claims();
        (claims["sub"], claims["scope"]) = (json!(subject), json!(scope));
        Caller {
            router: self.router.clone(),
            bearer: format!("Bearer {}", key.sign(&header(key, "ES256"), &claims)),
        }
    }
}

struct Caller {
    router: Router,
    bearer: String,
}

impl Caller {
    async fn call(&self, tool: &str, arguments: Value) -> Reply {
        let ask = Ask::tool(tool, arguments).header("authorization", &self.bearer);
        ask.send(&self.router).await
    }

    async fn changes(&self, tool: &str, uri: &str) {
        self.call(tool, json!({ "uri": uri })).await.result();
    }

    async fn mints(&self) -> String {
        let minted = self.call("write", json!({ "text": "x" })).await.result();
        let note = minted["structuredContent"]["note"].as_str().unwrap();
        format!("notes:///{note}")
    }

    /// A stream, and the URIs that were acknowledged.
    async fn listens(&self, uris: &[&str]) -> (Messages, Value) {
        let filter = json!({ "notifications": { "resourceSubscriptions": uris } });
        let ask = Ask::new("subscriptions/listen", filter);
        let ask = ask.header("authorization", &self.bearer);
        let mut stream = Messages::of(send(&self.router, ask.request()).await);
        let mut acknowledged = stream.next().await.unwrap();
        let told = acknowledged["params"]["notifications"]["resourceSubscriptions"].take();
        (stream, told)
    }

    /// The id of a session of an earlier revision.
    async fn opens(&self) -> String {
        let opening = post(&initialize(LATEST, &json!({})), &[self.token()]);
        let opened = Reply::to(&self.router, opening).await;
        opened.headers["mcp-session-id"]
            .to_str()
            .unwrap()
            .to_owned()
    }

    fn token(&self) -> (&str, &str) {
        ("authorization", &self.bearer)
    }

    async fn subscribes(&self, session: &str, uri: &str) -> Value {
        let ask = json!({
            "jsonrpc": "2.0", "id": 1, "method": "resources/subscribe", "params": { "uri": uri },
        });
        let headers = [
            self.token(),
            ("mcp-session-id", session),
            ("mcp-protocol-version", LATEST),
        ];
        let reply = Reply::to(&self.router, post(&ask, &headers)).await;
        reply.messages().remove(0)
    }

    /// The stream of an earlier revision.
    async fn hears(&self, session: &str) -> Messages {
        let request = http::Request::get("/mcp")
            .header("host", "localhost")
            .header("accept", "text/event-stream")
            .header("authorization", &self.bearer)
            .header("mcp-session-id", session)
            .header("mcp-protocol-version", LATEST);
        Messages::of(send(&self.router, request.body(Body::empty()).unwrap()).await)
    }
}

async fn next_uri(stream: &mut Messages) -> Value {
    stream.next().await.unwrap()["params"]["uri"].take()
}

/// Whoever learns the URI of another caller's resource isn't even told that there is one.
#[tokio::test]
async fn the_resources_of_others_are_not_listened_to() {
    let world = World::new().await;
    let [one, same_name, other] = [
        world.caller(0, "x", "vault"),
        world.caller(1, "x", ""),
        world.caller(0, "y", ""),
    ];
    let (note, forged) = (one.mints().await, "notes:///note_AAAA".to_owned());
    let uris = [&*note, "docs:///x", "diary:///", &*forged];
    let (mut own, told) = one.listens(&uris).await;
    assert_eq!(told, json!(["diary:///", "docs:///x", note]));
    let (mut foreign, told) = other.listens(&uris).await;
    assert_eq!(told, json!(["diary:///"]), "as if there were nothing");
    let (_, told) = same_name.listens(&[&note]).await;
    assert_eq!(told, Value::Null);
    for uri in [&note, "docs:///x", &forged] {
        one.changes("change", uri).await;
    }
    one.changes("change", "diary:///").await;
    assert_eq!(next_uri(&mut foreign).await, "diary:///");
    let mut heard = [next_uri(&mut own).await, next_uri(&mut own).await];
    heard.sort_by_key(ToString::to_string);
    assert_eq!(heard, [json!("docs:///x"), json!(note)]);
}

#[tokio::test]
async fn what_changes_for_one_caller_is_told_to_that_one() {
    let world = World::new().await;
    let callers = [
        world.caller(0, "x", ""),
        world.caller(1, "x", ""),
        world.caller(0, "y", ""),
    ];
    for caller in &callers {
        let mut streams = Vec::new();
        for listener in &callers {
            streams.push(listener.listens(&["diary:///", "hall:///"]).await.0);
        }
        caller.changes("change_mine", "diary:///").await;
        caller.changes("change", "hall:///").await;
        for (listener, stream) in callers.iter().zip(&mut streams) {
            if std::ptr::eq(listener, caller) {
                assert_eq!(next_uri(stream).await, "diary:///");
            }
            assert_eq!(next_uri(stream).await, "hall:///");
        }
    }
}

/// As earlier revisions subscribe. A stream tells no more than its own token grants.
#[tokio::test]
async fn sessions_subscribe_to_what_their_callers_may_read() {
    let world = World::new().await;
    let one = world.caller(0, "x", "vault");
    let (other, weaker) = (world.caller(0, "y", ""), world.caller(0, "x", ""));
    let note = one.mints().await;
    let session = other.opens().await;
    for uri in [&*note, "notes:///note_AAAA", "docs:///x"] {
        let refused = other.subscribes(&session, uri).await;
        assert_eq!(refused["error"]["code"], -32602, "{refused}");
        let message = refused["error"]["message"].as_str().unwrap();
        assert!(message.contains("somebody else's"), "{message}");
    }
    let session = one.opens().await;
    for uri in [&*note, "docs:///x", "vault:///", "diary:///"] {
        let subscribed = one.subscribes(&session, uri).await;
        assert_eq!(subscribed["result"], json!({}), "{subscribed}");
    }
    let mut hears = one.hears(&session).await;
    one.changes("change", "vault:///").await;
    assert_eq!(next_uri(&mut hears).await, "vault:///");
    let mut hears = weaker.hears(&session).await;
    one.changes("change", "vault:///").await;
    other.changes("change_mine", "diary:///").await;
    one.changes("change", &note).await;
    assert_eq!(next_uri(&mut hears).await, json!(note));
    one.changes("change_mine", "diary:///").await;
    assert_eq!(next_uri(&mut hears).await, "diary:///");
}
