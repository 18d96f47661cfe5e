//! How telemetry is sent, as the variables of OpenTelemetry's SDK say it.

use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use super::collector::Collector;
use super::process::Process;
use super::{TRACE, traced};
use mcp_tests::client::Ask;

fn with(collector: &Collector, variables: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = variables.iter();
    let own = own.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    collector.variables().into_iter().chain(own).collect()
}

fn wait() -> Ask {
    Ask::tool("wait", json!({ "ms": 1 }))
}

#[tokio::test]
async fn a_sampler_says_which_traces_are_kept() {
    let collector = Collector::start().await;
    let variables = with(
        &collector,
        &[("OTEL_TRACES_SAMPLER", "parentbased_always_off")],
    );
    let server = Process::serve(&[], &variables).await;
    server.send(&wait()).await;
    // The client keeps its own trace, and the server's part belongs to it.
    server.send(&traced(wait())).await;
    server.send(&wait()).await;
    server.stop().await;
    let seen = collector.seen();
    let traces: Vec<_> = seen
        .spans
        .iter()
        .map(|span| super::collector::hex(&span.trace_id))
        .collect();
    assert_eq!(traces, [TRACE]);
    let counted = seen
        .metrics
        .iter()
        .any(|metric| metric.name == "mcp.server.operation.duration");
    assert!(counted, "metrics don't depend on the sampler: {seen:#?}");
}

#[tokio::test]
async fn a_ratio_of_nothing_keeps_nothing() {
    let collector = Collector::start().await;
    let variables = with(
        &collector,
        &[
            ("OTEL_TRACES_SAMPLER", "traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0"),
        ],
    );
    let server = Process::serve(&[], &variables).await;
    server.send(&traced(wait())).await;
    server.stop().await;
    assert!(collector.seen().spans.is_empty());
}

#[tokio::test]
async fn headers_and_compression_are_those_that_were_asked_for() {
    let collector = Collector::start().await;
    let variables = with(
        &collector,
        &[
            (
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=Bearer%20canary,x-tenant=one",
            ),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
        ],
    );
    let server = Process::serve(&[], &variables).await;
    server.send(&wait()).await;
    let log = server.stop().await;
    let seen = collector.seen();
    assert_eq!(seen.headers["authorization"], "Bearer canary");
    assert_eq!(seen.headers["x-tenant"], "one");
    assert_eq!(seen.headers["content-encoding"], "gzip");
    assert_eq!(seen.spans.len(), 1);
    assert!(!log.contains("canary"), "{log}");
}

#[tokio::test]
async fn a_collector_that_never_answers_holds_nothing_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let holding = AbortOnDropHandle::new(tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    }));
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "50"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "50"),
        ("OTEL_BSP_SCHEDULE_DELAY", "10"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "4"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let server = Process::serve(&[], &variables).await;
    server
        .until_logged("no answer within", || async {
            server.send(&wait()).await;
        })
        .await;
    // Many more than the queue has room for.
    for _ in 0..50 {
        let answer = server.send(&wait()).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let log = server.stop().await;
    assert_eq!(log.matches("telemetry can't be sent").count(), 1, "{log}");
    drop(holding);
}

#[tokio::test]
async fn a_value_that_cannot_be_followed_is_an_error_at_start() {
    let collector = Collector::start().await;
    for (name, value) in [
        ("OTEL_TRACES_SAMPLER", "xray"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "many"),
    ] {
        let variables = with(&collector, &[(name, value)]);
        let told = Process::refused(&["serve", "--http", "127.0.0.1:0"], &variables);
        assert!(told.contains(&format!("{name} is `{value}`")), "{told}");
    }
}
