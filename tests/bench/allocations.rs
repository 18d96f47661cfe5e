//! Heap allocations of a request, from the router's future to the collected body of its answer. The
//! request itself, which hyper makes, and the assertions are not counted.
//!
//! The count is exact, so that a change is noticed: fewer is a gain to write down here, more wants
//! a reason.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::BodyExt;
use mcp_runtime::auth::{AuthError, Authenticator, Caller, Credentials, Described};
use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use tower::ServiceExt;

/// The number of allocations that the design allows a plain call.
const BUDGET: u64 = 20;
const CALL: u64 = 13;
/// A call that takes a handle whose state the server keeps in memory, and one that changes it, too:
/// seven of these are its turn among all who change that handle.
const TAKE: u64 = 20;
const CHANGE: u64 = 36;
/// A call by somebody whose token was judged before.
const AUTHENTICATED: u64 = CALL + 2;
const LIST: u64 = 11;
const DISCOVER: u64 = 11;

#[mcp_type]
struct Sum {
    result: i64,
}

/// Add two integers.
#[mcp_tool]
fn add(
    /// One
    a: i64,
    /// The other
    b: i64,
) -> Json<Sum> {
    Json(Sum { result: a + b })
}

/// A counter
#[mcp_type]
#[derive(Handle, Default)]
#[handle(prefix = "cnt", ttl = "1h")]
struct Counter {
    count: i64,
}

/// Start to count.
#[mcp_tool]
async fn start(counters: Handles<Counter>) -> Result<Minted<Counter>, ToolError> {
    counters.mint(Counter::default()).await
}

/// How far a counter is.
#[mcp_tool(read_only)]
fn counted(counter: Handle<Counter>) -> Json<Sum> {
    Json(Sum {
        result: counter.count,
    })
}

/// Count on.
#[mcp_tool]
async fn count_on(mut counter: Handle<Counter>) -> Result<Json<Sum>, ToolError> {
    let result = counter.update(|counter| {
        counter.count += 1;
        counter.count
    });
    Ok(Json(Sum {
        result: result.await?,
    }))
}

mcp_server! { Bench { name: "bench", version: "0", tools: [add, start, counted, count_on] } }

#[test]
fn a_call_stays_within_its_allocations() {
    const { assert!(CALL <= BUDGET) };
    let arguments = json!({ "name": "add", "arguments": { "a": 1, "b": 2 } });
    let (count, answer) = count("tools/call", Some("add"), arguments);
    assert_eq!(answer["result"]["structuredContent"]["result"], 3);
    assert_eq!(count, CALL);
}

/// Knows everybody, and knows them again.
struct Everybody;

impl Authenticator for Everybody {
    async fn authenticate(&self, _: &Credentials<'_>) -> Result<Caller, AuthError> {
        let ada = Principal::issued("https://login.example.com", "ada");
        Ok(Caller::new(ada).with_scopes(["add"]))
    }

    fn describe(&self) -> Described {
        let mut described = Described::default();
        described.cache = Duration::from_secs(3600);
        described
    }
}

#[test]
fn so_does_a_call_with_a_token() {
    let router = Bench::new().authenticator(Everybody).into_router();
    let arguments = json!({ "name": "add", "arguments": { "a": 1, "b": 2 } });
    let (count, answer) = measured(&router, || {
        let mut request = request("tools/call", Some("add"), arguments.clone());
        let token = HeaderValue::from_static("Bearer of-somebody-known");
        request.headers_mut().insert("authorization", token);
        request
    });
    assert_eq!(answer["result"]["structuredContent"]["result"], 3);
    assert!(count <= AUTHENTICATED, "{count}");
}

#[test]
fn so_does_a_call_with_a_handle() {
    let router = Bench::new().into_router();
    let (_, answer) = exchange(
        router.clone(),
        request(
            "tools/call",
            Some("start"),
            json!({ "name": "start", "arguments": {} }),
        ),
    );
    let started: Value = serde_json::from_slice(&answer).expect("an answer is JSON");
    let counter = &started["result"]["structuredContent"]["counter"];
    for (tool, expected, allocations) in [("counted", 0, TAKE), ("count_on", 2, CHANGE)] {
        let arguments = json!({ "name": tool, "arguments": { "counter": counter } });
        let (count, answer) = count_of(&router, "tools/call", Some(tool), arguments);
        assert_eq!(answer["result"]["structuredContent"]["result"], expected);
        assert_eq!(count, allocations, "{tool}");
    }
}

#[test]
fn a_list_is_made_once() {
    let (count, answer) = count("tools/list", None, json!({}));
    assert_eq!(answer["result"]["tools"][0]["name"], "add");
    assert_eq!(count, LIST);
}

#[test]
fn so_is_a_discovery() {
    let (count, answer) = count("server/discover", None, json!({}));
    assert_eq!(answer["result"]["resultType"], "complete");
    assert_eq!(count, DISCOVER);
}

/// The allocations of one request, once the router is warm, and the answer.
fn count(method: &str, name: Option<&str>, params: Value) -> (u64, Value) {
    count_of(&Bench::new().into_router(), method, name, params)
}

fn count_of(router: &Router, method: &str, name: Option<&str>, params: Value) -> (u64, Value) {
    measured(router, || request(method, name, params.clone()))
}

fn measured(router: &Router, request: impl Fn() -> Request<Body>) -> (u64, Value) {
    let _ = exchange(router.clone(), request());
    let request = request();
    let mut answer = None;
    let count = allocation_counter::measure(|| answer = Some(exchange(router.clone(), request)))
        .count_total;
    let (status, body) = answer.expect("measured");
    assert_eq!(status, StatusCode::OK);
    (
        count,
        serde_json::from_slice(&body).expect("an answer is JSON"),
    )
}

fn request(method: &str, name: Option<&str>, mut params: Value) -> Request<Body> {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let mut request = Request::post("/mcp")
        .header("host", "127.0.0.1")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", method);
    if let Some(name) = name {
        request = request.header("mcp-name", name);
    }
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    request
        .body(Body::from(body.to_string()))
        .expect("a request")
}

/// A plain request never waits, so one poll is all it takes.
fn exchange(router: Router, request: Request<Body>) -> (StatusCode, Bytes) {
    let exchange = async {
        let response: Response<Body> = router.oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        (
            parts.status,
            body.collect().await.expect("a body in memory").to_bytes(),
        )
    };
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(exchange).poll(&mut context) {
        std::task::Poll::Ready(answer) => answer,
        std::task::Poll::Pending => panic!("a plain request waited"),
    }
}
