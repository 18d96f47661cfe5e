//! A read of a view is a call as any other read is.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use mcp_runtime::prelude::*;
use mcp_runtime::protocol::ErrorCode;
use mcp_runtime::server::{CallInfo, CallResponse, Metrics, Middleware, Next};
use mcp_runtime::testing::Client;
use serde_json::json;
use tokio::sync::Notify as Signal;

use super::{another, draw, refresh, uri};
use crate::metrics::series;
use crate::resources::read;
use crate::spans::{attributes, spans_of};
use mcp_tests::client::Ask;

/// Wait for ever.
#[mcp_tool]
async fn wait(State(begun): State<Arc<Signal>>) {
    begun.notify_one();
    std::future::pending::<()>().await;
}

/// Answer at once.
#[mcp_tool]
fn quick() {}

mcp_server! { Gated { name: "gated", version: "1.0.0", state: Arc<Signal>, tools: [draw, refresh, wait, quick] } }

mcp_server! { Traced { name: "traced", version: "1.0.0", tools: [draw, refresh] } }

/// The URI as it is in the server's table.
const DECLARED: &str = "ui://mcp-tests/chart.{hash}.html";

/// Notes what it sees.
#[derive(Clone, Default)]
struct Note(Arc<Mutex<Vec<String>>>);

impl Note {
    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Middleware for Note {
    async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
        let answered = next.run().await;
        let seen = format!(
            "{} {} {:?} {:?}",
            call.method(),
            call.name(),
            call.route(),
            answered.outcome()
        );
        self.0
            .lock()
            .unwrap()
            .extend([seen, answered.size().unwrap_or_default().to_string()]);
        answered
    }

    fn refused(&self, call: &CallInfo, code: ErrorCode) {
        self.0
            .lock()
            .unwrap()
            .push(format!("{} {}: {code:?}", call.method(), call.name()));
    }
}

/// Lets nobody read.
struct Closed;

impl Middleware for Closed {
    async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
        if call.method() == "resources/read" {
            call.fail("Not today")
        } else {
            next.run().await
        }
    }
}

/// Says that a call has begun, and never ends.
struct Stuck(Arc<Signal>);

impl Middleware for Stuck {
    async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
        if call.method() == "resources/read" {
            self.0.notify_one();
            std::future::pending::<()>().await;
        }
        next.run().await
    }
}

#[tokio::test]
async fn middleware_sees_the_read_of_a_view_under_whatever_hash() {
    let note = Note::default();
    let router = Gated::new(Arc::default())
        .middleware(note.clone())
        .into_router();
    let now = uri().await;
    for uri in [another(&now), now] {
        let reply = read(&uri).send(&router).await;
        assert_eq!(reply.result()["contents"][0]["uri"], json!(uri));
        assert_eq!(
            note.seen(),
            [
                format!("resources/read {uri} {:?} Done", Some(DECLARED)),
                reply.body.len().to_string()
            ]
        );
    }
    let answered = read("ui://mcp-tests/chart.html").send(&router).await;
    assert_eq!(
        (answered.refusal(), note.seen()),
        ((200, -32602), Vec::new()),
        "what isn't there is no call"
    );
}

#[tokio::test]
async fn middleware_can_answer_in_the_place_of_a_view() {
    let client = Client::new(Traced::new().middleware(Closed));
    assert_eq!(
        client.read(&uri().await).await.refusal(),
        Some((-32602, "Not today"))
    );
}

#[tokio::test]
async fn a_read_that_middleware_holds_up_is_stopped_in_the_end() {
    let server = Traced::new()
        .middleware(Stuck(Arc::default()))
        .call_timeout(Duration::from_millis(20));
    let (client, uri) = (Client::new(server), uri().await);
    assert_eq!(
        client.read(&uri).await.refusal(),
        Some((
            -32603,
            &*format!("`{uri}` took longer than 20ms and was stopped")
        ))
    );
}

#[tokio::test]
async fn metrics_count_reads_of_a_view_by_the_view() {
    let metrics = Metrics::new();
    let client = Client::new(Traced::new().metrics(&metrics));
    let now = uri().await;
    client.read(&now).await;
    client.read(&another(&now)).await;
    client
        .read(&another(&now).replace("00c0ffee", "0decaf00"))
        .await;
    let text = metrics.text();
    let labels = format!(r#"mcp_method_name="resources/read",mcp_resource_uri="{DECLARED}"}}"#);
    for metric in [
        "mcp_server_operation_duration_seconds_count",
        "mcp_server_operation_result_size_bytes_count",
    ] {
        assert_eq!(series(&text, metric), [format!("{labels} 3")]);
    }
}

#[tokio::test]
async fn a_view_is_not_read_while_calls_take_all_room() {
    let (note, metrics, begun) = (Note::default(), Metrics::new(), Arc::new(Signal::new()));
    let server = Gated::new(begun.clone())
        .max_calls(1)
        .middleware(note.clone())
        .metrics(&metrics);
    let router = server.into_router();
    let now = uri().await;
    let waiting = tokio::spawn({
        let router = router.clone();
        async move { Ask::tool("wait", json!({})).send(&router).await }
    });
    begun.notified().await;
    for uri in [&another(&now), &now] {
        let reply = read(uri).send(&router).await;
        assert!(
            reply.status == 503 && reply.headers["retry-after"] == "1",
            "{reply:?}"
        );
        assert_eq!(
            reply.error_message(),
            "This server runs no more than 1 call at a time; try again in 1 s"
        );
        assert_eq!(note.seen(), [format!("resources/read {uri}: Overloaded")]);
    }
    let labels = format!(
        r#"reason="room",mcp_method_name="resources/read",mcp_resource_uri="{DECLARED}",network_transport="tcp"}}"#
    );
    assert_eq!(
        series(&metrics.text(), "mcp_server_refused_requests_total"),
        [format!("{labels} 2")]
    );
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert_eq!(
        read(&now).send(&router).await.result()["contents"][0]["uri"],
        json!(now),
        "and again once there is room"
    );
}

#[tokio::test]
async fn a_read_of_a_view_takes_room_until_it_ends() {
    let begun = Arc::new(Signal::new());
    let router = Gated::new(Arc::default())
        .max_calls(1)
        .middleware(Stuck(begun.clone()))
        .into_router();
    let uri = uri().await;
    let reading = tokio::spawn({
        let router = router.clone();
        async move { read(&uri).send(&router).await }
    });
    begun.notified().await;
    assert_eq!(
        Ask::tool("quick", json!({})).send(&router).await.status,
        503
    );
    reading.abort();
    assert!(reading.await.unwrap_err().is_cancelled());
    assert_eq!(
        Ask::tool("quick", json!({})).send(&router).await.status,
        200
    );
}

#[tokio::test]
async fn a_read_of_a_view_is_a_span() {
    let uri = uri().await;
    let spans = spans_of(Traced::new(), async |client| {
        client.read(&uri).await;
    })
    .await;
    let [span] = spans.as_slice() else {
        panic!("{spans:?}")
    };
    assert_eq!(
        (&*span.name, &attributes(span)["mcp.resource.uri"]),
        ("resources/read", &uri)
    );
}
