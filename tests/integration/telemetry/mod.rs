//! Telemetry as operators get it: by environment variables alone, from a server that is a process.

#![cfg(unix)]

mod collector;
mod process;
mod secrets;

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use serde_json::json;

use collector::{Collector, attributes, hex};
use mcp_tests::client::Ask;
use process::Process;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";
const OF_HTTP: &str = "00f067aa0ba902b7";

/// A call under a client's span; the HTTP request has one of its own.
fn traced(ask: Ask) -> Ask {
    ask.meta("traceparent", json!(format!("00-{TRACE}-{PARENT}-01")))
        .header("traceparent", &format!("00-{TRACE}-{OF_HTTP}-01"))
}

fn expect(attributes: &BTreeMap<String, String>, expected: &[(&str, &str)]) {
    for (key, value) in expected {
        let found = attributes.get(*key).map(String::as_str);
        assert_eq!(found, Some(*value), "{key} of {attributes:#?}");
    }
}

#[tokio::test]
async fn a_call_over_http_is_a_span_under_its_clients() {
    let collector = Collector::start().await;
    let server = Process::serve(&["--telemetry-callers"], &collector.variables()).await;
    server
        .send(&traced(Ask::tool("wait", json!({ "ms": 1 }))))
        .await;
    server
        .send(&traced(Ask::new("tools/list", json!({}))))
        .await;
    let log = server.stop().await;
    let seen = collector
        .until(|seen| seen.spans.len() >= 2 && !seen.metrics.is_empty())
        .await;
    expect(
        &seen.service,
        &[("service.name", "rough"), ("service.version", "1.0.0")],
    );
    let (call, list) = (&seen.spans[0], &seen.spans[1]);
    assert_eq!(
        (&*call.name, &*list.name),
        ("tools/call wait", "tools/list"),
        "{log}"
    );
    for span in [call, list] {
        assert_eq!(span.kind, SpanKind::Server as i32);
        assert_eq!(
            (hex(&span.trace_id), hex(&span.parent_span_id)),
            (TRACE.into(), PARENT.into())
        );
        let links: Vec<_> = span.links.iter().map(|link| hex(&link.span_id)).collect();
        assert_eq!(links, [OF_HTTP]);
    }
    let mut all = attributes(&call.attributes);
    expect(
        &all,
        &[
            ("mcp.method.name", "tools/call"),
            ("mcp.protocol.version", "2026-07-28"),
            ("gen_ai.tool.name", "wait"),
            ("gen_ai.operation.name", "execute_tool"),
            ("jsonrpc.request.id", "1"),
            ("network.transport", "tcp"),
            ("network.protocol.name", "http"),
            ("network.protocol.version", "1.1"),
            ("client.address", "127.0.0.1"),
        ],
    );
    assert!(
        all.remove("client.port")
            .is_some_and(|port| port.parse::<u16>().is_ok())
    );
    // And nothing that the conventions don't have.
    assert_eq!(all.len(), 9, "{all:#?}");
}

#[tokio::test]
async fn refusals_are_spans_that_say_why() {
    let collector = Collector::start().await;
    let server = Process::serve(&[], &collector.variables()).await;
    server.send(&Ask::tool("made_up", json!({}))).await;
    server
        .send(&Ask::tool("wait", json!({ "ms": 1 })).with("mcp-name", "much"))
        .await;
    server.send(&Ask::new("made/up", json!({}))).await;
    server
        .send(&Ask::new("tools/list", json!({})).with("host", "evil.example.com"))
        .await;
    let log = server.stop().await;
    let seen = collector
        .until(|seen| seen.spans.len() >= 3 && !seen.metrics.is_empty())
        .await;
    let ends: Vec<_> = seen
        .spans
        .iter()
        .map(|span| {
            let status = span.status.as_ref().unwrap();
            assert_eq!(status.code(), StatusCode::Error, "{log}");
            let attributes = attributes(&span.attributes);
            assert_eq!(
                attributes["error.type"],
                attributes["rpc.response.status_code"]
            );
            (
                span.name.clone(),
                attributes["error.type"].clone(),
                status.message.clone(),
            )
        })
        .collect();
    let expected = [
        ("tools/call", "-32602"),
        ("tools/call wait", "-32020"),
        ("_OTHER", "-32601"),
    ];
    for ((name, error, message), expected) in ends.iter().zip(expected) {
        assert_eq!((&**name, &**error), expected);
        assert!(
            !message.is_empty() && !message.contains("made"),
            "{message}"
        );
    }
    let refused = numbers(&seen.metrics, "mcp.server.refused_requests");
    let reasons: Vec<_> = refused
        .keys()
        .filter_map(|labels| labels.get("reason"))
        .collect();
    assert_eq!(reasons, ["header_mismatch", "host"], "{refused:#?}");
}

#[tokio::test]
async fn a_call_over_stdio_is_a_span_and_all_is_sent_at_the_end() {
    let collector = Collector::start().await;
    let mut server = Process::stdio(&[], &collector.variables());
    server
        .write(&traced(Ask::tool("wait", json!({ "ms": 1 }))))
        .await;
    assert!(server.line().await.contains("\"id\":1"));
    // The input ends, and the process with it.
    server.stop().await;
    let seen = collector
        .until(|seen| !seen.spans.is_empty() && !seen.metrics.is_empty())
        .await;
    let span = &seen.spans[0];
    assert_eq!(
        (hex(&span.trace_id), hex(&span.parent_span_id)),
        (TRACE.into(), PARENT.into())
    );
    let all = attributes(&span.attributes);
    expect(
        &all,
        &[("network.transport", "pipe"), ("gen_ai.tool.name", "wait")],
    );
    assert!(!all.contains_key("client.address") && !all.contains_key("network.protocol.name"));
}

#[tokio::test]
async fn logs_have_the_ids_of_their_span() {
    let collector = Collector::start().await;
    let variables = collector.variables();
    let server = Process::serve(&["--log-format", "json", "--access-log"], &variables).await;
    server
        .send(&traced(Ask::tool("burst", json!({ "text": "oh no" }))))
        .await;
    let log = server.stop().await;
    let seen = collector
        .until(|seen| !seen.spans.is_empty() && seen.logs.len() >= 2)
        .await;
    let span = hex(&seen.spans[0].span_id);
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of_request: Vec<_> = lines
        .iter()
        .filter(|line| line["trace_id"] == TRACE)
        .collect();
    assert!(
        of_request.iter().all(|line| line["span_id"] == *span),
        "{log}"
    );
    let masked = of_request.iter().find(|line| line["error_id"].is_string());
    let masked = masked.unwrap_or_else(|| panic!("{log}"));
    assert_eq!(
        (&masked["level"], &masked["gen_ai.tool.name"]),
        (&json!("ERROR"), &json!("burst"))
    );
    let access = of_request
        .iter()
        .find(|line| line["target"] == "mcp_runtime::access")
        .unwrap();
    for (key, value) in [
        ("method", json!("tools/call")),
        ("name", json!("burst")),
        ("status", json!(200)),
        ("error", json!("tool_error")),
    ] {
        assert_eq!(access[key], value, "{key} of {access}");
    }
    assert!(access["ms"].is_f64() && access["peer"].as_str().unwrap().starts_with("127.0.0.1:"));
    assert!(access["bytes_in"].as_u64() > Some(100) && access["bytes_out"].as_u64() > Some(100));
    let sent = seen
        .logs
        .iter()
        .filter(|record| hex(&record.trace_id) == TRACE);
    let sent: Vec<_> = sent.map(|record| hex(&record.span_id)).collect();
    assert!(
        sent.len() >= 2 && sent.iter().all(|id| *id == span),
        "{sent:?}"
    );
}

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

/// A message as clients of earlier revisions send it.
fn earlier(body: &serde_json::Value, session: Option<&str>) -> String {
    let body = body.to_string();
    let session = session.map_or_else(String::new, |id| format!("mcp-session-id: {id}\r\n"));
    format!(
        "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         accept: application/json, text/event-stream\r\nconnection: close\r\n{session}\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn a_client_of_an_earlier_revision_is_told_by_its_own() {
    const REVISION: &str = "2025-06-18";
    let collector = Collector::start().await;
    let server = Process::serve(&["--metrics", "127.0.0.1:0"], &collector.variables()).await;
    let open = json!({
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {
            "protocolVersion": REVISION, "capabilities": {},
            "clientInfo": { "name": "old", "version": "1" },
        },
    });
    let opened = server.send_written(&earlier(&open, None)).await;
    let session = opened
        .lines()
        .find_map(|line| line.strip_prefix("mcp-session-id: "))
        .unwrap();
    let ask = |id: u64, method: &str, params: serde_json::Value| {
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        earlier(&request, Some(session))
    };
    let meta = json!({ "traceparent": format!("00-{TRACE}-{PARENT}-01") });
    let call = json!({ "name": "wait", "arguments": { "ms": 1 }, "_meta": meta });
    for request in [
        ask(2, "tools/call", call),
        ask(3, "tools/list", json!({})),
        ask(4, "ping", json!({})),
        ask(5, "made/up", json!({})),
    ] {
        let answer = server.send_written(&request).await;
        assert!(answer.contains("\"jsonrpc\""), "{answer}");
    }
    let scraped = server.metrics().await;
    let log = server.stop().await;
    let seen = collector.until(|seen| seen.spans.len() >= 5).await;
    let mut hashes = Vec::new();
    let spans: Vec<_> = seen
        .spans
        .iter()
        .map(|span| {
            let mut all = attributes(&span.attributes);
            expect(
                &all,
                &[
                    ("mcp.protocol.version", REVISION),
                    ("network.transport", "tcp"),
                ],
            );
            hashes.extend(all.remove("mcp.session.id"));
            (&*span.name, all.remove("error.type").unwrap_or_default())
        })
        .collect();
    let expected = [
        ("initialize", ""),
        ("tools/call wait", ""),
        ("tools/list", ""),
        ("ping", ""),
        ("_OTHER", "-32601"),
    ];
    assert_eq!(
        spans,
        expected.map(|(name, error)| (name, error.to_owned())),
        "{log}"
    );
    // The session is one, and nobody can use what is told of it.
    assert_eq!(hashes.len(), 4);
    assert!(
        hashes
            .iter()
            .all(|hash| *hash == hashes[0] && !session.contains(&**hash))
    );
    let call = seen
        .spans
        .iter()
        .find(|span| span.name == "tools/call wait")
        .unwrap();
    assert_eq!(
        (hex(&call.trace_id), hex(&call.parent_span_id)),
        (TRACE.into(), PARENT.into())
    );
    let counted = format!("gen_ai_tool_name=\"wait\",mcp_protocol_version=\"{REVISION}\"");
    assert!(scraped.contains(&counted), "{scraped}");
}

#[tokio::test]
async fn questions_of_an_earlier_client_are_part_of_its_one_request() {
    let collector = Collector::start().await;
    let mut server = Process::stdio(&[], &collector.variables());
    let open = json!({
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18", "capabilities": { "elicitation": {} },
            "clientInfo": { "name": "old", "version": "1" },
        },
    });
    server.write_line(&open).await;
    server.line().await;
    server
        .write_line(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }))
        .await;
    let bring = json!({ "name": "bring", "arguments": {} });
    server
        .write_line(&json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": bring }))
        .await;
    let minted: serde_json::Value = serde_json::from_str(&server.line().await).unwrap();
    let chest = &minted["result"]["structuredContent"]["chest"];
    let pack = json!({ "name": "pack", "arguments": { "chest": chest, "item": "a hat" } });
    server
        .write_line(&json!({ "jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": pack }))
        .await;
    let question: serde_json::Value = serde_json::from_str(&server.line().await).unwrap();
    assert_eq!(question["method"], "elicitation/create", "{question}");
    let answer = json!({ "action": "accept", "content": { "text": "hats" } });
    server
        .write_line(&json!({ "jsonrpc": "2.0", "id": question["id"], "result": answer }))
        .await;
    assert!(server.line().await.contains("no room"));
    server.stop().await;
    let seen = collector.until(|seen| seen.spans.len() >= 3).await;
    let ends: Vec<_> = seen
        .spans
        .iter()
        .map(|span| {
            let error = attributes(&span.attributes).remove("error.type");
            (&*span.name, error.unwrap_or_default())
        })
        .collect();
    let expected = [
        ("initialize", ""),
        ("tools/call bring", ""),
        ("tools/call pack", "tool_error"),
    ];
    assert_eq!(ends, expected.map(|(name, error)| (name, error.to_owned())));
}

/// Time series by their labels; dots are underscores.
type Numbers = BTreeMap<BTreeMap<String, String>, String>;

/// The numbers of a metric: the count of durations, the sum of sizes, or what was counted.
fn numbers(metrics: &[opentelemetry_proto::tonic::metrics::v1::Metric], name: &str) -> Numbers {
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
