//! Clients of earlier revisions.

use serde_json::json;

use super::collector::{Collector, attributes, hex};
use super::process::Process;
use super::{PARENT, TRACE, expect};

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
