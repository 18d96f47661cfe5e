//! Metrics: Prometheus and a collector get equal numbers.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use serde_json::json;

use super::collector::{Collector, attributes};
use super::process::Process;
use super::{TRACE, traced};
use mcp_tests::client::Ask;

#[tokio::test]
async fn both_ways_give_equal_numbers() {
    let collector = Collector::start().await;
    let mut variables = collector.variables();
    variables.push(("OTEL_METRIC_EXPORT_INTERVAL".to_owned(), "100".to_owned()));
    let server = Process::serve(&["--metrics", "127.0.0.1:0"], &variables).await;
    for round in 0..5 {
        server
            .send(&traced(Ask::tool("wait", json!({ "ms": round }))))
            .await;
        server
            .send(&Ask::tool("much", json!({ "kib": round })))
            .await;
        server.send(&Ask::tool("much", json!({ "kib": "x" }))).await;
        server.send(&Ask::new("tools/list", json!({}))).await;
        server
            .send(&Ask::new("prompts/get", json!({ "name": "greet" })).header("mcp-name", "greet"))
            .await;
        server.send(&Ask::new("made/up", json!({}))).await;
        server
            .send(&Ask::tool("wait", json!({})).with("mcp-name", "much"))
            .await;
    }
    let scraped = server.metrics().await;
    for (otlp, prometheus) in [
        (
            "mcp.server.operation.duration",
            "mcp_server_operation_duration_seconds_count",
        ),
        (
            "mcp.server.operation.arguments_size",
            "mcp_server_operation_arguments_size_bytes_sum",
        ),
        (
            "mcp.server.operation.result_size",
            "mcp_server_operation_result_size_bytes_sum",
        ),
        (
            "mcp.server.active_operations",
            "mcp_server_active_operations",
        ),
        (
            "mcp.server.refused_requests",
            "mcp_server_refused_requests_total",
        ),
    ] {
        let expected = scraped_numbers(&scraped, prometheus);
        assert!(!expected.is_empty(), "{prometheus}: {scraped}");
        collector
            .until(|seen| numbers(&seen.metrics, otlp) == expected)
            .await;
    }
    let exemplar = format!("# {{trace_id=\"{TRACE}\"}}");
    assert!(scraped.contains(&exemplar), "{scraped}");
    assert!(scraped.contains("network_transport=\"tcp\""), "{scraped}");
    server.stop().await;
}

/// Time series by their labels; dots are underscores.
pub(super) type Numbers = BTreeMap<BTreeMap<String, String>, String>;

/// The numbers of a metric: the count of durations, the sum of sizes, or what was counted.
pub(super) fn numbers(
    metrics: &[opentelemetry_proto::tonic::metrics::v1::Metric],
    name: &str,
) -> Numbers {
    let Some(metric) = metrics.iter().find(|metric| metric.name == name) else {
        return Numbers::new();
    };
    let labels = |pairs: &[_]| -> BTreeMap<String, String> {
        let pairs = attributes(pairs).into_iter();
        pairs
            .map(|(key, value)| (key.replace('.', "_"), value))
            .collect()
    };
    match metric.data.as_ref().unwrap() {
        Data::Histogram(histogram) => histogram
            .data_points
            .iter()
            .map(|point| {
                let is_size = name.ends_with("_size");
                let number = match point.sum {
                    Some(sum) if is_size => sum.to_string(),
                    _ => point.count.to_string(),
                };
                (labels(&point.attributes), number)
            })
            .collect(),
        Data::Sum(sum) => sum
            .data_points
            .iter()
            .map(|point| {
                let number = match point.value.unwrap() {
                    opentelemetry_proto::tonic::metrics::v1::number_data_point::Value::AsInt(n) => {
                        n.to_string()
                    }
                    opentelemetry_proto::tonic::metrics::v1::number_data_point::Value::AsDouble(
                        n,
                    ) => n.to_string(),
                };
                (labels(&point.attributes), number)
            })
            .collect(),
        other => panic!("{other:?}"),
    }
}

/// The same, as Prometheus has them.
fn scraped_numbers(text: &str, metric: &str) -> Numbers {
    let series = text
        .lines()
        .filter_map(|line| line.strip_prefix(metric)?.strip_prefix('{'));
    series
        .map(|series| {
            let (labels, number) = series.split_once("} ").unwrap();
            let pair = |pair: &str| {
                let (key, value) = pair.split_once('=').unwrap();
                (key.to_owned(), value.trim_matches('"').to_owned())
            };
            let number: f64 = number.trim().parse().unwrap();
            (labels.split(',').map(pair).collect(), number.to_string())
        })
        .collect()
}
