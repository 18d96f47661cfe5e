//! How clients of today open, as their makers and users have published it: each must get a session,
//! a list and an answer.

use axum::Router;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use super::{Messages, post, send};

/// Say hello.
#[mcp_tool]
fn hello() -> &'static str {
    "hello"
}

mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }

/// `protocolVersion`, `capabilities` and `clientInfo` of each.
fn openings() -> [(&'static str, Value); 6] {
    let app = json!({ "mimeTypes": ["text/html;profile=mcp-app"] });
    [
        (
            "2025-11-25",
            json!({
                "capabilities": { "roots": { "listChanged": true } },
                "clientInfo": { "name": "claude-code", "version": "2.1.160" },
            }),
        ),
        (
            "2025-03-26",
            json!({
                "capabilities": { "roots": { "listChanged": true } },
                "clientInfo": { "name": "Visual Studio Code - Insiders", "version": "1.100.0-insider" },
            }),
        ),
        (
            "2025-11-25",
            json!({
                "capabilities": {
                    "roots": { "listChanged": true }, "sampling": {},
                    "elicitation": { "form": {}, "url": {} },
                    "tasks": { "list": {}, "cancel": {}, "requests": { "sampling": { "createMessage": {} } } },
                },
                "clientInfo": { "name": "Visual Studio Code", "version": "1.112.0" },
            }),
        ),
        (
            "2025-06-18",
            json!({
                "capabilities": { "elicitation": {} },
                "clientInfo": { "name": "codex-mcp-client", "title": "Codex", "version": "0.154.0" },
            }),
        ),
        (
            "2025-03-26",
            json!({
                "capabilities": {
                    "sampling": {}, "elicitation": {},
                    "extensions": { "io.modelcontextprotocol/ui": app },
                },
                "clientInfo": { "name": "goose", "version": "1.20.0" },
            }),
        ),
        // A client that says less than it should.
        ("2024-11-05", json!({})),
    ]
}

async fn opens(router: &Router, version: &str, params: &Value) {
    let mut params = params.clone();
    params["protocolVersion"] = version.into();
    let opening = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params });
    let response = send(router, post(&opening, &[])).await;
    let session = response.headers()["mcp-session-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let begun = Messages::of(response).next().await.unwrap();
    assert_eq!(begun["result"]["protocolVersion"], version, "{params}");
    let headers = [
        ("mcp-session-id", &*session),
        ("mcp-protocol-version", version),
    ];
    let ready = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    assert_eq!(send(router, post(&ready, &headers)).await.status(), 202);
    for (id, method, params) in [
        (1, "tools/list", json!({})),
        (
            2,
            "tools/call",
            json!({ "name": "hello", "arguments": {}, "_meta": { "progressToken": 2 } }),
        ),
    ] {
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        let answer = Messages::of(send(router, post(&request, &headers)).await)
            .next()
            .await
            .unwrap();
        let found = answer["result"]["tools"][0]["name"].as_str();
        let said = answer["result"]["content"][0]["text"].as_str();
        assert_eq!(found.or(said), Some("hello"), "{answer}");
    }
}

#[tokio::test]
async fn clients_of_today_open_and_call() {
    let router = Hello::new().into_router();
    for (version, params) in openings() {
        opens(&router, version, &params).await;
    }
}
