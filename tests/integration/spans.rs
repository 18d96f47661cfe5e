//! Spans of calls, as OpenTelemetry's conventions for MCP name and fill them.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use mcp_runtime::Server;
use mcp_runtime::prelude::*;
use mcp_runtime::server::{CallInfo, CallResponse, Middleware, Next};
use mcp_runtime::testing::Client;
use opentelemetry::trace::{SpanKind, Status, TracerProvider as _};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use serde_json::json;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;

/// Divide one number by another.
#[mcp_tool(read_only)]
async fn divide(a: i32, b: i32) -> Result<i32, ToolError> {
    tokio::task::yield_now().await;
    a.checked_div(b)
        .ok_or_else(|| ToolError::new("there is no such number"))
}

/// Take too long.
#[mcp_tool(timeout = "20ms")]
async fn dawdle() {
    std::future::pending::<()>().await;
}

/// Say hello.
#[mcp_prompt]
fn hello(name: String) -> String {
    format!("Say hello to {name}")
}

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> Option<String> {
    (name == "a").then_some(name)
}

mcp_server! { Traced { name: "traced", version: "1.0.0", tools: [divide, dawdle], prompts: [hello], resources: [note] } }

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// The spans of what `calls` does with a client that sends the context of a trace.
async fn spans(calls: impl AsyncFnOnce(Client<()>)) -> Vec<SpanData> {
    spans_of(Traced::new(), calls).await
}

/// The same, of another server.
pub(crate) async fn spans_of<D: 'static>(
    server: Server<(), D>,
    calls: impl AsyncFnOnce(Client<()>),
) -> Vec<SpanData> {
    // Beside another one: of one alone, a thread that has none says what is of interest, and that
    // is nothing.
    let _other = tracing::Dispatch::new(tracing_subscriber::registry());
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(exporter.clone())
        .build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("tests"));
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    calls(Client::new(server).with_meta("traceparent", json!(format!("00-{TRACE}-{PARENT}-01"))))
        .await;
    exporter.get_finished_spans().unwrap()
}

pub(crate) fn attributes(span: &SpanData) -> BTreeMap<String, String> {
    span.attributes
        .iter()
        .map(|pair| (pair.key.to_string(), pair.value.to_string()))
        .collect()
}

#[tokio::test]
async fn a_call_is_a_span_under_the_clients() {
    let spans = spans(async |client| {
        client.call_tool::<divide>(json!({ "a": 6, "b": 3 })).await;
    })
    .await;
    let span = &spans[0];
    assert_eq!(
        (&*span.name, &span.span_kind, &span.status),
        ("tools/call divide", &SpanKind::Server, &Status::Unset)
    );
    assert_eq!(
        (
            span.span_context.trace_id().to_string(),
            span.parent_span_id.to_string()
        ),
        (TRACE.to_owned(), PARENT.to_owned())
    );
    let attributes = attributes(span);
    for (key, value) in [
        ("mcp.method.name", "tools/call"),
        ("mcp.protocol.version", "2026-07-28"),
        ("gen_ai.tool.name", "divide"),
        ("gen_ai.operation.name", "execute_tool"),
        ("jsonrpc.request.id", "1"),
    ] {
        assert_eq!(
            attributes.get(key).map(String::as_str),
            Some(value),
            "{key} of {attributes:?}"
        );
    }
    assert!(!attributes.contains_key("error.type"));
}

#[tokio::test]
async fn failures_are_told_from_successes() {
    let spans = spans(async |client| {
        client.call_tool::<divide>(json!({ "a": 6, "b": 0 })).await;
        client.get_prompt::<hello>(json!({})).await;
        client.read("notes:///b").await;
    })
    .await;
    let seen: Vec<_> = spans
        .iter()
        .map(|span| {
            (
                &*span.name,
                attributes(span).remove("error.type").unwrap_or_default(),
            )
        })
        .collect();
    // A URI is the client's to make up, so it is no part of a name.
    let expected = [
        ("tools/call divide", "tool_error"),
        ("prompts/get hello", "-32602"),
        ("resources/read", "-32602"),
    ];
    assert_eq!(seen, expected.map(|(name, error)| (name, error.to_owned())));
    assert!(
        spans
            .iter()
            .all(|span| matches!(span.status, Status::Error { .. }))
    );
    assert_eq!(attributes(&spans[2])["mcp.resource.uri"], "notes:///b");
    assert_eq!(attributes(&spans[1])["rpc.response.status_code"], "-32602");
}

/// A shopping basket
#[mcp_type]
#[derive(Handle, Default)]
#[handle(prefix = "bsk", ttl = "1h")]
struct Basket {
    items: Vec<String>,
}

/// Create an empty basket.
#[mcp_tool]
async fn create_basket(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
    baskets.mint(Basket::default()).await
}

/// What is in a basket.
#[mcp_resource("basket:///{basket}/{how}", timeout = "20ms")]
async fn basket(basket: Handle<Basket>, how: String) -> Result<String, ToolError> {
    match &*how {
        "broken" => Err(std::io::Error::other("the basket broke"))?,
        "panicking" => panic!("the basket fell"),
        "slow" => std::future::pending().await,
        _ => Ok(basket.items.join(" ")),
    }
}

/// Empty a basket.
#[mcp_tool]
fn fails(basket: Handle<Basket>) -> Result<(), std::io::Error> {
    Err(std::io::Error::other(format!(
        "{} items",
        basket.items.len()
    )))
}

mcp_server! { Shop { name: "shop", version: "1.0.0", tools: [create_basket, fails], resources: [basket] } }

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Falls over behind every resource.
struct Clumsy;

impl Middleware for Clumsy {
    async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
        let answered = next.run().await;
        assert!(!call.name().ends_with("clumsy"));
        answered
    }
}

#[tokio::test]
async fn handles_are_in_no_log_and_no_span() {
    let log = Log::default();
    let written = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || written.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let client = Client::new(Shop::new().middleware(Clumsy));
    let minted = client.call_tool::<create_basket>(json!({})).await;
    let handle = minted.result()["structuredContent"]["basket"]
        .as_str()
        .unwrap()
        .to_owned();
    for how in ["whole", "broken", "panicking", "slow", "clumsy"] {
        client.read(&format!("basket:///{handle}/{how}")).await;
    }
    client.call_tool::<fails>(json!({ "basket": handle })).await;
    drop(guard);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let secret = handle.strip_prefix("bsk_").unwrap();
    assert!(!log.contains(secret), "{log}");
    for said in [
        "the basket broke",
        "the basket fell",
        "took too long",
        "panicked: assertion failed",
        "0 items",
    ] {
        assert!(log.contains(said), "{said}: {log}");
    }
    assert!(
        log.contains(r#"mcp.resource.uri="basket:///{basket}/{how}""#),
        "{log}"
    );
}

#[tokio::test]
async fn a_call_that_is_stopped_has_failed() {
    let spans = spans(async |client| {
        client.call_tool::<dawdle>(json!({})).await;
    })
    .await;
    assert_eq!(attributes(&spans[0])["error.type"], "timeout");
    assert!(matches!(spans[0].status, Status::Error { .. }));
}

#[tokio::test]
async fn each_request_of_each_method_is_a_span() {
    let spans = spans(async |client| {
        for method in [
            "server/discover",
            "tools/list",
            "prompts/list",
            "resources/list",
            "resources/templates/list",
            "made/up",
        ] {
            client.request(method, json!({})).await;
        }
        client.call("made_up", json!({})).await;
        client
            .request("prompts/get", json!({ "name": "hello", "arguments": 7 }))
            .await;
        let mut listening = client.listen(json!({}));
        listening.next().await;
        drop(listening);
    })
    .await;
    let seen: Vec<_> = spans
        .iter()
        .map(|span| {
            assert_eq!(span.span_context.trace_id().to_string(), TRACE);
            let mut attributes = attributes(span);
            let error = attributes.remove("error.type").unwrap_or_default();
            (span.name.to_string(), error)
        })
        .collect();
    let expected = [
        ("server/discover", ""),
        ("tools/list", ""),
        ("prompts/list", ""),
        ("resources/list", ""),
        ("resources/templates/list", ""),
        ("_OTHER", "-32601"),
        ("tools/call", "-32602"),
        ("prompts/get hello", "-32602"),
        ("subscriptions/listen", ""),
    ];
    assert_eq!(
        seen,
        expected.map(|(name, error)| (name.to_owned(), error.to_owned()))
    );
    let Status::Error { description } = &spans[6].status else {
        panic!("a refused request has failed")
    };
    // Without the name, which is the client's own.
    assert!(
        description.contains("Unknown tool") && !description.contains("made_up"),
        "{description}"
    );
}
