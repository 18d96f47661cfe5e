//! A call and what surrounds it: state, context, principal, HTTP, a type of one's own, blocking,
//! panics, time.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use mcp_runtime::prelude::*;
use mcp_runtime::protocol::ClientCapability;
use mcp_runtime::{Call, FromCall, FromRef, HttpParts, Injected};
use serde_json::{Value, json};

use mcp_tests::client::Ask;

#[derive(Clone)]
struct Db(&'static str);

struct App {
    db: Db,
}

impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

/// Named by an alias, made by a type of the test's own.
type Database = State<Db>;

struct Tenant(String);

impl Injected for Tenant {}

impl<S: Send + Sync> FromCall<S> for Tenant
where
    Db: FromRef<S>,
{
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        let Db(name) = Db::from_ref(call.state());
        let header = call
            .http()
            .and_then(|parts| parts.headers.get("x-tenant"))
            .and_then(|v| v.to_str().ok());
        header
            .map(|tenant| Self(format!("{tenant}@{name}")))
            .ok_or_else(|| ToolError::new("send x-tenant"))
    }
}

/// Say what is given.
#[mcp_tool]
fn injected(
    State(db): Database,
    tenant: Tenant,
    who: Principal,
    HttpParts(parts): HttpParts,
    maybe: Option<HttpParts>,
    word: String,
) -> String {
    format!(
        "{} {} {} {} {} {word}",
        db.0,
        tenant.0,
        who.is_anonymous(),
        parts.uri,
        maybe.is_some()
    )
}

/// Say who calls.
#[mcp_tool]
fn whoami(principal: Principal) -> String {
    principal.id().unwrap_or("anonymous").to_owned()
}

/// Say what the context knows.
#[mcp_tool]
fn context(cx: Context) -> Json<Value> {
    let client = cx
        .client_info()
        .map(|c| format!("{} {}", c.name, c.version));
    Json(json!({
        "tool": cx.name(),
        "id": cx.request_id(),
        "client": client,
        "sampling": cx.supports(ClientCapability::Sampling),
        "capabilities": cx.client_capabilities(),
        "vendor": cx.meta::<u32>("com.example/n"),
        "trace": cx.meta::<String>("traceparent"),
    }))
}

/// Need sampling.
#[mcp_tool]
fn needs_sampling(cx: Context) -> Result<(), ToolError> {
    cx.require(ClientCapability::Sampling)
}

/// Return a future.
#[mcp_tool]
#[allow(clippy::manual_async_fn)]
fn deferred(a: u8) -> impl Future<Output = Result<u8, ToolError>> + Send {
    async move { Ok(a + 1) }
}

/// Return a boxed future.
#[mcp_tool]
fn boxed(a: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async move { a + 2 })
}

/// Block a thread.
#[mcp_tool(blocking)]
fn sleepy(ms: u64) -> String {
    let name = std::thread::current().name().map(str::to_owned);
    std::thread::sleep(Duration::from_millis(ms));
    format!("{name:?}")
}

/// Panic.
#[mcp_tool]
async fn panics(#[mcp(default = false)] late: bool) -> String {
    if late {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("secret {late}")
}

/// Panic on a thread of its own.
#[mcp_tool(blocking)]
fn panics_blocking() {
    panic!("secret")
}

#[mcp_type]
struct Explosive;

impl FromRef<App> for Explosive {
    fn from_ref(_: &App) -> Self {
        panic!("secret")
    }
}

/// Panic before the function is called.
#[mcp_tool]
fn panics_early(_state: State<Explosive>) {}

/// Take forever.
#[mcp_tool(timeout = "30ms")]
async fn forever() {
    std::future::pending::<()>().await;
}

/// A plain function is still one, and calls to it are counted.
static CALLS: AtomicUsize = AtomicUsize::new(0);

/// Count.
#[mcp_tool(item = CountTool)]
fn count() -> usize {
    CALLS.fetch_add(1, Ordering::Relaxed)
}

mcp_server! {
    Calls {
        name: "calls", version: "1.0.0", state: App,
        tools: [
            injected, whoami, context, needs_sampling, deferred, boxed, sleepy, panics, panics_blocking, panics_early, forever, CountTool,
            #[cfg(any())] no_such_tool, #[cfg(all())] always,
        ],
    }
}

/// Listed under a condition that holds.
#[mcp_tool]
fn always() -> &'static str {
    "always"
}

fn router() -> Router {
    Calls::new(App { db: Db("main") }).into_router()
}

#[tokio::test]
async fn what_the_server_gives_is_known_by_type() {
    let ask = Ask::tool("injected", json!({ "word": "w" }));
    assert_eq!(
        ask.clone()
            .header("x-tenant", "acme")
            .send(&router())
            .await
            .ok_text(),
        "main acme@main true /mcp true w"
    );
    assert_eq!(ask.send(&router()).await.error_text(), "send x-tenant");
    let list = Ask::new("tools/list", json!({}))
        .send(&router())
        .await
        .result();
    assert_eq!(
        list["tools"][0]["inputSchema"]["properties"],
        json!({ "word": { "type": "string" } })
    );
}

#[tokio::test]
async fn the_context_says_who_asks() {
    let mut ask = Ask::tool("context", json!({}))
        .meta(
            "io.modelcontextprotocol/clientInfo",
            json!({ "name": "tester", "version": "9" }),
        )
        .meta(
            "io.modelcontextprotocol/clientCapabilities",
            json!({ "sampling": {} }),
        )
        .meta("com.example/n", json!(7))
        .meta("traceparent", json!("00-1-2-01"));
    ask.body["id"] = json!("a\"b");
    let said = ask.send(&router()).await;
    let expected = json!({
        "tool": "context", "id": "\"a\\\"b\"", "client": "tester 9", "sampling": true, "capabilities": { "sampling": {} }, "vendor": 7,
        "trace": "00-1-2-01",
    });
    assert_eq!(said.result()["structuredContent"], expected);
    assert_eq!(
        said.messages()[0]["id"],
        "a\"b",
        "the id comes back as it was"
    );
}

#[tokio::test]
async fn a_missing_capability_is_an_error_of_the_protocol() {
    let reply = Ask::tool("needs_sampling", json!({})).send(&router()).await;
    assert_eq!(reply.refusal(), (400, -32021));
    assert_eq!(
        reply.messages()[0]["error"]["data"],
        json!({ "requiredCapabilities": { "sampling": {} } })
    );
}

#[tokio::test]
async fn functions_may_be_of_any_kind() {
    let router = router();
    assert_eq!(
        Ask::tool("deferred", json!({ "a": 1 }))
            .send(&router)
            .await
            .ok_text(),
        "2"
    );
    assert_eq!(
        Ask::tool("boxed", json!({ "a": 1 }))
            .send(&router)
            .await
            .ok_text(),
        "3"
    );
    assert_eq!(
        Ask::tool("always", json!({})).send(&router).await.ok_text(),
        "always"
    );
    assert_eq!(deferred(1).await.unwrap(), 2, "it is still a function");
    let before = count();
    assert_eq!(
        Ask::tool("count", json!({})).send(&router).await.ok_text(),
        (before + 1).to_string()
    );
}

#[tokio::test]
async fn blocking_tools_do_not_block_others() {
    let router = router();
    let (quick, slow) = (
        Ask::tool("always", json!({})),
        Ask::tool("sleepy", json!({ "ms": 200 })),
    );
    let order = std::sync::Mutex::new(Vec::new());
    tokio::join!(
        async {
            slow.send(&router).await.ok_text();
            order.lock().unwrap().push("slow");
        },
        async {
            quick.send(&router).await.ok_text();
            order.lock().unwrap().push("quick");
        },
    );
    assert_eq!(*order.lock().unwrap(), ["quick", "slow"]);
}

#[tokio::test]
async fn a_panic_is_an_error_to_its_caller_and_to_nobody_else() {
    let router = router();
    for (name, arguments) in [
        ("panics", json!({})),
        ("panics", json!({ "late": true })),
        ("panics_blocking", json!({})),
        ("panics_early", json!({})),
    ] {
        let text = Ask::tool(name, arguments).send(&router).await.error_text();
        assert!(
            text.contains("error id") && !text.contains("secret"),
            "{name}: {text}"
        );
        assert_eq!(
            Ask::tool("always", json!({})).send(&router).await.ok_text(),
            "always"
        );
    }
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_stopped() {
    let text = Ask::tool("forever", json!({}))
        .send(&router())
        .await
        .error_text();
    assert_eq!(text, "`forever` took longer than 30ms and was stopped");
}

#[tokio::test]
async fn a_layer_says_who_calls() {
    let layer = axum::middleware::from_fn(
        |mut request: axum::extract::Request, next: axum::middleware::Next| async move {
            request.extensions_mut().insert(Principal::new("ada"));
            next.run(request).await
        },
    );
    let router = Router::new().nest(
        "/api",
        Calls::new(App { db: Db("main") })
            .into_router()
            .layer(layer),
    );
    let mut request = Ask::tool("whoami", json!({})).request();
    *request.uri_mut() = "/api/mcp".parse().unwrap();
    assert_eq!(
        mcp_tests::client::Reply::to(&router, request)
            .await
            .ok_text(),
        "ada"
    );
    assert_eq!(
        Ask::tool("whoami", json!({}))
            .send(&self::router())
            .await
            .ok_text(),
        "anonymous"
    );
}

#[tokio::test]
async fn a_test_can_be_somebody_with_headers() {
    let client = mcp_runtime::testing::Client::new(Calls::new(App { db: Db("main") }));
    assert_eq!(
        client.call("injected", json!({ "word": "w" })).await.text(),
        "send x-tenant"
    );
    let client = client
        .with_header("x-tenant", "acme")
        .with_principal(Principal::new("ada"));
    assert_eq!(
        client
            .call_tool::<injected>(json!({ "word": "w" }))
            .await
            .text(),
        "main acme@main false / true w"
    );
    assert_eq!(client.call_tool::<whoami>(json!({})).await.text(), "ada");
}
