//! Calls as spans, refused ones too, and the logs within them.

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use serde_json::json;

use super::collector::{Collector, attributes, hex};
use super::numbers::numbers;
use super::process::Process;
use super::{OF_HTTP, PARENT, TRACE, expect, traced};
use mcp_tests::client::Ask;

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
