//! Properties that hold whatever a client sends: an allowed status, JSON-RPC where it is due, no
//! panic, an answer in time, and a server that still works. The property tests check them for some
//! hundreds of requests, the fuzz target for as many as one likes.

use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use mcp_runtime::prelude::*;
use serde_json::json;

use crate::client::{Ask, Reply};

#[mcp_type]
#[serde(tag = "kind")]
enum Part {
    Leaf { value: f64 },
    Branch { left: Box<Part>, right: Box<Part> },
}

/// Take something of everything.
#[mcp_tool]
fn everything(
    #[mcp(header = "Word", length = 1..=5)] word: Option<String>,
    #[mcp(header = "Count", range = -5..=5)] count: Option<i64>,
    list: Option<Vec<Option<u8>>>,
    part: Option<Part>,
    cx: Context,
) -> String {
    cx.progress(1.0);
    format!(
        "{word:?} {count:?} {:?} {}",
        list.map(|l| l.len()),
        part.is_some()
    )
}

/// Wipe everything.
#[mcp_tool(destructive, confirm = "Wipe it?")]
fn wipe() -> String {
    panic!("nobody has answered the question")
}

/// Greet somebody.
#[mcp_prompt]
fn greet(name: String) -> String {
    format!("Say hello to {name}")
}

/// A file.
#[mcp_resource("x://{folder}/{+file}")]
fn file(folder: String, file: String) -> String {
    format!("{folder} {file}")
}

mcp_server! {
    Any {
        name: "any",
        version: "1.0.0",
        tools: [everything, wipe],
        prompts: [greet],
        resources: [file],
    }
}

/// Headers that say something to the server.
pub const HEADERS: [&str; 15] = [
    "host",
    "origin",
    "content-type",
    "content-encoding",
    "content-length",
    "accept",
    "mcp-protocol-version",
    "mcp-method",
    "mcp-name",
    "mcp-param-word",
    "mcp-param-count",
    "mcp-session-id",
    "last-event-id",
    "traceparent",
    "x-forwarded-host",
];

const ALLOWED: [u16; 9] = [200, 202, 400, 403, 404, 405, 406, 413, 415];

/// Made once: it has no state, and a request must leave none.
static ROUTER: LazyLock<Router> = LazyLock::new(|| Any::new().into_router());

async fn send(router: &Router, request: Request<Body>) -> Reply {
    tokio::time::timeout(Duration::from_secs(5), Reply::to(router, request))
        .await
        .expect("an answer within 5 s")
}

/// Sends a request to a server with a bit of everything.
///
/// # Panics
///
/// When something doesn't hold.
pub async fn check(request: Request<Body>) {
    let router = &*ROUTER;
    let reply = send(router, request).await;
    assert!(ALLOWED.contains(&reply.status.as_u16()), "{reply:?}");
    if reply.status == 202 {
        assert!(reply.body.is_empty(), "{reply:?}");
    } else {
        for message in reply.messages() {
            assert_eq!(message["jsonrpc"], "2.0", "{reply:?}");
            let kinds = ["method", "result", "error"]
                .iter()
                .filter(|k| message.get(**k).is_some())
                .count();
            assert_eq!(kinds, 1, "{reply:?}");
            assert!(
                message
                    .get("id")
                    .is_none_or(|id| id.is_string() || id.is_number()),
                "{reply:?}"
            );
        }
    }
    let good = Ask::tool("everything", json!({ "word": "a" })).header("mcp-param-word", "a");
    assert_eq!(
        send(router, good.request()).await.ok_text(),
        "Some(\"a\") None None false",
        "the next good call works"
    );
}
