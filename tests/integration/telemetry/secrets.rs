//! No log, span or metric has anything that a client sends, at any level.

use serde_json::{Value, json};

use super::collector::Collector;
use super::process::Process;
use mcp_tests::client::Ask;

const CANARY: &str = "canary-4711-sings";

fn body(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|e| panic!("{e}: {answer}"))
}

#[tokio::test]
async fn secrets_of_a_client_are_nowhere() {
    let collector = Collector::start().await;
    let mut variables = collector.variables();
    variables.push(("RUST_LOG".to_owned(), "trace".to_owned()));
    let args = [
        "--access-log",
        "--log-format",
        "json",
        "--metrics",
        "127.0.0.1:0",
    ];
    let server = Process::serve(&args, &variables).await;
    let minted = body(&server.send(&Ask::tool("bring", json!({}))).await);
    let handle = minted["result"]["structuredContent"]["chest"]
        .as_str()
        .unwrap()
        .to_owned();
    let secret = handle.strip_prefix("chs_").unwrap();
    // In headers, arguments and a handle; and then in an answer to a question.
    let mut pack = Ask::tool("pack", json!({ "chest": handle, "item": CANARY }))
        .header("authorization", &format!("Bearer {CANARY}"))
        .header("x-api-key", CANARY)
        .header("cookie", CANARY)
        .header("baggage", &format!("key={CANARY}"))
        .meta("baggage", json!(format!("key={CANARY}")));
    pack.body["params"]["_meta"]["io.modelcontextprotocol/clientCapabilities"] =
        json!({ "elicitation": { "form": {} } });
    let asked = body(&server.send(&pack).await);
    assert_eq!(asked["result"]["resultType"], "input_required", "{asked}");
    let params = &mut pack.body["params"];
    params["requestState"] = asked["result"]["requestState"].clone();
    params["inputResponses"] =
        json!({ "label": { "action": "accept", "content": { "text": CANARY } } });
    let state = params["requestState"].as_str().unwrap().to_owned();
    let packed = body(&server.send(&pack).await);
    assert_eq!(packed["result"]["isError"], true, "{packed}");
    // What is wrong is not quoted either.
    for wrong in [
        Ask::tool("wait", json!({ "ms": CANARY })),
        Ask::tool(CANARY, json!({})),
        Ask::tool("wait", json!({ "ms": 1 })).with("mcp-name", CANARY),
        Ask::new(CANARY, json!({})),
        Ask::new(
            "resources/read",
            json!({ "uri": format!("chest:///{handle}") }),
        )
        .header("mcp-name", &format!("chest:///{handle}")),
        Ask::new(
            "resources/read",
            json!({ "uri": format!("none:///{CANARY}") }),
        )
        .header("mcp-name", &format!("none:///{CANARY}")),
        Ask::new(
            "prompts/get",
            json!({ "name": "greet", "arguments": { "name": { "a": CANARY } } }),
        )
        .header("mcp-name", "greet"),
        Ask::new("tools/list", json!({ "cursor": CANARY })),
        Ask::new("tools/list", json!({})).with("host", &format!("{CANARY}.example.com")),
        Ask::new("tools/list", json!({}))
            .header("origin", &format!("https://{CANARY}.example.com")),
    ] {
        server.send(&wrong).await;
    }
    let metrics = server.metrics().await;
    let log = server.stop().await;
    let seen = collector
        .until(|seen| seen.spans.len() >= 10 && !seen.metrics.is_empty())
        .await;
    let seen = format!("{seen:?}");
    for (place, text) in [("metrics", metrics), ("log", log), ("collector", seen)] {
        for secret in [CANARY, secret, &*state] {
            if let Some(at) = text.find(secret) {
                let around = text.get(at.saturating_sub(300)..at + 60).unwrap_or(&text);
                panic!("{place} has {secret}: {around}");
            }
        }
    }
}
