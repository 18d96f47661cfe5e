//! The metrics, as Prometheus reads them.

use std::fmt::Write as _;
use std::sync::Arc;

use mcp_runtime::prelude::*;
use mcp_runtime::server::{CallInfo, CallResponse, Metrics, Middleware, Next};
use mcp_runtime::testing::Client;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::Notify as Signal;

use mcp_tests::client::exchange;

/// Divide one number by another.
#[mcp_tool(read_only)]
fn divide(a: i32, b: i32) -> Result<i32, ToolError> {
    a.checked_div(b)
        .ok_or_else(|| ToolError::new("there is no such number"))
}

/// Fall over.
#[mcp_tool]
fn panics() {
    panic!("oh no");
}

/// Take too long.
#[mcp_tool(timeout = "20ms")]
async fn dawdle() {
    std::future::pending::<()>().await;
}

/// Wait for ever.
#[mcp_tool]
async fn wait(State(begun): State<Arc<Signal>>) {
    begun.notify_one();
    std::future::pending::<()>().await;
}

/// Be called once.
#[mcp_tool(rate = "1/h")]
fn once() {}

/// Say hello.
#[mcp_prompt]
fn hello(name: String) -> String {
    format!("Say hello to {name}")
}

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> Option<String> {
    (name != "b").then_some(name)
}

mcp_server! {
    Counted {
        name: "counted",
        version: "1.0.0",
        state: Arc<Signal>,
        tools: [divide, panics, dawdle, wait, once],
        prompts: [hello],
        resources: [note],
    }
}

fn counted() -> (Client<Arc<Signal>>, Metrics, Arc<Signal>) {
    let (metrics, begun) = (Metrics::new(), Arc::new(Signal::new()));
    (
        Client::new(Counted::new(begun.clone()).metrics(&metrics)),
        metrics,
        begun,
    )
}

/// The time series of this metric, in order; without the revision, which is today's in all of them.
pub(crate) fn series(text: &str, metric: &str) -> Vec<String> {
    let mut series: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix(metric)?.strip_prefix('{'))
        .map(|line| line.replace(r#",mcp_protocol_version="2026-07-28""#, ""))
        .collect();
    series.sort_unstable();
    series
}

#[tokio::test]
async fn every_call_is_counted_by_what_it_calls_and_how_it_ends() {
    let (client, metrics, _) = counted();
    client.call_tool::<divide>(json!({ "a": 6, "b": 3 })).await;
    client.call_tool::<divide>(json!({ "a": 6, "b": 2 })).await;
    client.call_tool::<divide>(json!({ "a": 6, "b": 0 })).await;
    client.call_tool::<panics>(json!({})).await;
    client.call_tool::<dawdle>(json!({})).await;
    client.get_prompt::<hello>(json!({ "name": "Ada" })).await;
    client.get_prompt::<hello>(json!({})).await;
    client.read("notes:///a").await;
    client.read("notes:///b").await;
    let text = metrics.text();
    assert_eq!(
        series(&text, "mcp_server_operation_duration_seconds_count"),
        [
            r#"mcp_method_name="prompts/get",gen_ai_prompt_name="hello",error_type="-32602"} 1"#,
            r#"mcp_method_name="prompts/get",gen_ai_prompt_name="hello"} 1"#,
            r#"mcp_method_name="resources/read",mcp_resource_uri="notes:///{name}",error_type="-32602"} 1"#,
            r#"mcp_method_name="resources/read",mcp_resource_uri="notes:///{name}"} 1"#,
            r#"mcp_method_name="tools/call",gen_ai_tool_name="dawdle",error_type="timeout"} 1"#,
            r#"mcp_method_name="tools/call",gen_ai_tool_name="divide",error_type="tool_error"} 1"#,
            r#"mcp_method_name="tools/call",gen_ai_tool_name="divide"} 2"#,
            r#"mcp_method_name="tools/call",gen_ai_tool_name="panics",error_type="tool_error"} 1"#,
        ]
    );
    assert!(
        series(&text, "mcp_server_active_operations")
            .iter()
            .all(|series| series.ends_with(" 0")),
        "{text}"
    );
    // `{"a":6,"b":3}` has 13 bytes.
    let divided = r#"mcp_method_name="tools/call",gen_ai_tool_name="divide"} "#;
    let sum = series(&text, "mcp_server_operation_arguments_size_bytes_sum");
    assert!(sum.contains(&format!("{divided}39.0")), "{sum:?}");
    let results = series(&text, "mcp_server_operation_result_size_bytes_count");
    assert!(results.contains(&format!("{divided}3")), "{results:?}");
    assert!(
        !results.iter().any(|series| series.contains("dawdle")),
        "{results:?}"
    );
}

#[tokio::test]
async fn a_call_whose_client_leaves_is_counted() {
    let (client, metrics, begun) = counted();
    let waiting = r#"mcp_method_name="tools/call",gen_ai_tool_name="wait""#;
    let active = || series(&metrics.text(), "mcp_server_active_operations").concat();
    tokio::select! {
        _ = client.call_tool::<wait>(json!({})) => panic!("it waits for ever"),
        () = async {
            begun.notified().await;
            assert_eq!(active(), format!("{waiting}}} 1"));
        } => {}
    }
    assert_eq!(active(), format!("{waiting}}} 0"));
    let counts = metrics.text();
    assert_eq!(
        series(&counts, "mcp_server_operation_duration_seconds_count"),
        [format!(r#"{waiting},error_type="cancelled"}} 1"#)]
    );
}

#[tokio::test]
async fn what_a_limit_refuses_is_counted_by_itself() {
    let (metrics, begun) = (Metrics::new(), Arc::new(Signal::new()));
    let client = Client::new(Counted::new(begun.clone()).max_calls(1).metrics(&metrics));
    for _ in 0..4 {
        client.call_tool::<once>(json!({})).await;
    }
    tokio::select! {
        _ = client.call_tool::<wait>(json!({})) => panic!("it waits for ever"),
        () = async {
            begun.notified().await;
            client.read("notes:///a").await;
            client.read("notes:///b").await;
        } => {}
    }
    let text = metrics.text();
    assert_eq!(
        series(&text, "mcp_server_refused_requests_total"),
        [
            r#"reason="rate",mcp_method_name="tools/call",gen_ai_tool_name="once"} 3"#,
            r#"reason="room",mcp_method_name="resources/read",mcp_resource_uri="notes:///{name}"} 2"#,
        ]
    );
    let counts = series(&text, "mcp_server_operation_duration_seconds_count");
    let ran = [
        r#"mcp_method_name="tools/call",gen_ai_tool_name="once"} 1"#,
        r#"mcp_method_name="tools/call",gen_ai_tool_name="wait",error_type="cancelled"} 1"#,
    ];
    assert_eq!(counts, ran, "and nowhere else");
}

#[tokio::test]
async fn what_clients_make_up_makes_no_time_series() {
    let (client, metrics, _) = counted();
    for n in 0..100 {
        client.read(&format!("notes:///made-up-{n}")).await;
        client.read(&format!("other:///made-up-{n}")).await;
        client.call(&format!("made-up-{n}"), json!({})).await;
        client.request("made-up/method", json!({})).await;
    }
    let text = metrics.text();
    assert!(!text.contains("made-up"), "{text}");
    let counts = series(&text, "mcp_server_operation_duration_seconds_count");
    assert_eq!(
        counts,
        [
            r#"mcp_method_name="_OTHER",error_type="-32601"} 100"#,
            r#"mcp_method_name="resources/read",error_type="-32602"} 100"#,
            r#"mcp_method_name="resources/read",mcp_resource_uri="notes:///{name}"} 100"#,
            r#"mcp_method_name="tools/call",error_type="-32602"} 100"#,
        ]
    );
}

#[tokio::test]
async fn a_panic_of_another_middleware_is_counted() {
    /// Falls over.
    struct Clumsy;
    impl Middleware for Clumsy {
        async fn around(&self, _: &CallInfo, _: Next<'_>) -> CallResponse {
            panic!("a middleware fell over")
        }
    }
    let metrics = Metrics::new();
    let client = Client::new(
        Counted::new(Arc::default())
            .metrics(&metrics)
            .middleware(Clumsy),
    );
    assert!(
        client
            .call_tool::<divide>(json!({ "a": 6, "b": 3 }))
            .await
            .is_error()
    );
    let text = metrics.text();
    let counts = series(&text, "mcp_server_operation_duration_seconds_count");
    assert_eq!(
        counts,
        [r#"mcp_method_name="tools/call",gen_ai_tool_name="divide",error_type="tool_error"} 1"#]
    );
}

#[tokio::test]
async fn a_scrape_reads_them_on_a_port_of_their_own() {
    let (client, metrics, _) = counted();
    client.call_tool::<divide>(json!({ "a": 6, "b": 3 })).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(axum::serve(listener, metrics.into_router()).into_future());
    let answer = exchange(address, "GET /metrics HTTP/1.1\r\nHost: 10.0.0.7").await;
    serving.abort();
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("HTTP/1.1 200 ")
            && head.contains("content-type: application/openmetrics-text; version=1.0.0"),
        "{head}"
    );
    let mut expected = String::new();
    for line in [
        "# HELP mcp_server_operation_duration_seconds How long requests take.",
        "# TYPE mcp_server_operation_duration_seconds histogram",
        "# UNIT mcp_server_operation_duration_seconds seconds",
    ] {
        writeln!(expected, "{line}").unwrap();
    }
    assert!(
        text.contains(&expected) && text.ends_with("# EOF\n"),
        "{text}"
    );
    let buckets = series(text, "mcp_server_operation_duration_seconds_bucket");
    let limits = [
        "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1.0", "2.0", "5.0", "10.0", "30.0", "60.0",
        "120.0", "300.0", "+Inf",
    ];
    assert_eq!(buckets.len(), limits.len());
    for limit in limits {
        assert!(
            buckets
                .iter()
                .any(|bucket| bucket.contains(&format!("le=\"{limit}\""))),
            "{limit}: {buckets:?}"
        );
    }
}
