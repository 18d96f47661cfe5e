//! A collector that goes away, and what is sent on request only.

use serde_json::json;

use super::collector::{Collector, attributes};
use super::process::Process;
use mcp_tests::client::Ask;

#[tokio::test]
async fn a_collector_that_goes_away_costs_one_warning() {
    let collector = Collector::start().await;
    let mut variables = collector.variables();
    for name in ["OTEL_BSP_SCHEDULE_DELAY", "OTEL_BLRP_SCHEDULE_DELAY"] {
        variables.push((name.to_owned(), "50".to_owned()));
    }
    variables.push(("OTEL_METRICS_EXPORTER".to_owned(), "none".to_owned()));
    let address = collector.address;
    let server = Process::serve(&[], &variables).await;
    server.send(&Ask::tool("wait", json!({ "ms": 1 }))).await;
    let seen = collector.until(|seen| !seen.spans.is_empty()).await;
    assert!(seen.metrics.is_empty());
    drop(collector);
    server
        .until_logged("telemetry can't be sent to 127.0.0.1", || async {
            server.send(&Ask::tool("much", json!({ "kib": 1 }))).await;
        })
        .await;
    for _ in 0..20 {
        server.send(&Ask::tool("much", json!({ "kib": 1 }))).await;
    }
    let collector = Collector::start_at(address).await;
    server
        .until_logged("the collector takes telemetry again", || async {
            server.send(&Ask::new("tools/list", json!({}))).await;
        })
        .await;
    collector
        .until(|seen| seen.spans.iter().any(|span| span.name == "tools/list"))
        .await;
    let log = server.stop().await;
    assert_eq!(log.matches("telemetry can't be sent").count(), 1, "{log}");
}

#[tokio::test]
async fn what_is_not_asked_for_is_not_sent() {
    let collector = Collector::start().await;
    let mut variables = collector.variables();
    variables.push(("OTEL_SDK_DISABLED".to_owned(), "true".to_owned()));
    let server = Process::serve(&[], &variables).await;
    server.send(&Ask::tool("wait", json!({ "ms": 1 }))).await;
    server.stop().await;
    let seen = collector.seen();
    assert!(
        seen.spans.is_empty() && seen.metrics.is_empty() && seen.logs.is_empty(),
        "{seen:#?}"
    );
    let variables = [("OTEL_EXPORTER_OTLP_PROTOCOL".to_owned(), "grpc".to_owned())];
    let variables = [&collector.variables()[..], &variables].concat();
    let told = Process::refused(&["serve", "--http", "127.0.0.1:0"], &variables);
    assert!(
        told.contains("OTEL_EXPORTER_OTLP_PROTOCOL is `grpc`"),
        "{told}"
    );
}

#[tokio::test]
async fn arguments_and_results_are_sent_to_those_who_ask() {
    let collector = Collector::start().await;
    let variables = collector.variables();
    let server = Process::serve(&["--telemetry-content"], &variables).await;
    server.send(&Ask::tool("much", json!({ "kib": 8 }))).await;
    server.send(&Ask::tool("bring", json!({}))).await;
    server.stop().await;
    let seen = collector.until(|seen| seen.spans.len() >= 2).await;
    let (much, bring) = (
        attributes(&seen.spans[0].attributes),
        attributes(&seen.spans[1].attributes),
    );
    assert_eq!(much["gen_ai.tool.call.arguments"], r#"{"kib":8}"#);
    let result = &much["gen_ai.tool.call.result"];
    assert!(
        result.len() <= 4096 && result.contains("content"),
        "{result}"
    );
    let handle = &bring["gen_ai.tool.call.result"];
    assert!(
        handle.contains("chest") && !handle.contains("chs_"),
        "{handle}"
    );
}
