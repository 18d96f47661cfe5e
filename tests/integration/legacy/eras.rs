//! Which requests are of an earlier revision, and which aren't.

use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use super::{Client, LATEST, Messages, initialize, post, send};
use mcp_tests::client::Ask;

/// Add two integers.
#[mcp_tool]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

mcp_server! { Sums { name: "sums", version: "1.0.0", tools: [add] } }

/// The status and the code of what is said to a message.
async fn refusal(body: &Value, headers: &[(&str, &str)]) -> (u16, i64) {
    let mut messages = Messages::of(send(&Sums::new().into_router(), post(body, headers)).await);
    let message = messages.next().await.unwrap();
    let code = message["error"]["code"].as_i64();
    (
        messages.status.as_u16(),
        code.unwrap_or_else(|| panic!("{message}")),
    )
}

fn list() -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" })
}

#[tokio::test]
async fn a_request_without_era_is_told_both_ways() {
    assert_eq!(refusal(&list(), &[]).await, (400, -32602));
    let mut messages = Messages::of(send(&Sums::new().into_router(), post(&list(), &[])).await);
    let said = messages.next().await.unwrap()["error"]["message"].to_string();
    assert!(
        said.contains("io.modelcontextprotocol/protocolVersion") && said.contains("`initialize`")
    );
}

#[tokio::test]
async fn what_says_that_it_is_modern_is_refused_as_that() {
    let modern = [("mcp-protocol-version", "2026-07-28")];
    assert_eq!(refusal(&list(), &modern).await, (400, -32602));
    let later = [
        ("mcp-protocol-version", "2027-01-01"),
        ("mcp-session-id", "x"),
    ];
    assert_eq!(refusal(&list(), &later).await, (400, -32602));
    // An envelope counts for more than a header, and than the method.
    let mut ask = Ask::new("initialize", json!({})).with("mcp-protocol-version", LATEST);
    assert_eq!(
        ask.send(&Sums::new().into_router()).await.refusal(),
        (400, -32020)
    );
    ask = ask.with("mcp-protocol-version", "2026-07-28");
    assert_eq!(
        ask.send(&Sums::new().into_router()).await.refusal(),
        (404, -32601)
    );
}

#[tokio::test]
async fn both_eras_are_served_at_once() {
    let router = Sums::new().into_router();
    let client = Client::open(&router, LATEST, json!({})).await;
    for i in 0..3 {
        let modern = Ask::tool("add", json!({ "a": i, "b": 1 }))
            .send(&router)
            .await;
        assert_eq!(modern.ok_text(), (i + 1).to_string());
        assert_eq!(modern.result()["resultType"], "complete");
        let legacy = client.call("add", json!({ "a": i, "b": 1 })).await;
        assert_eq!(legacy["content"][0]["text"], (i + 1).to_string());
        assert!(legacy.get("resultType").is_none());
    }
}

#[tokio::test]
async fn a_version_that_is_unknown_or_todays_becomes_the_last_earlier_one() {
    let router = Sums::new().into_router();
    for (asked, given) in [
        ("2024-11-05", "2024-11-05"),
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        (LATEST, LATEST),
        ("2026-07-28", LATEST),
        ("1.0", LATEST),
    ] {
        // Whatever a header says beside it.
        let headers = [("mcp-protocol-version", "2026-07-28")];
        let request = post(&initialize(asked, &json!({})), &headers);
        let mut messages = Messages::of(send(&router, request).await);
        let result = messages.next().await.unwrap()["result"].take();
        assert_eq!(result["protocolVersion"], given, "{asked}");
        assert_eq!(
            result["serverInfo"],
            json!({ "name": "sums", "version": "1.0.0" })
        );
        assert_eq!(result["capabilities"], json!({ "tools": {} }));
    }
}

#[tokio::test]
async fn a_server_for_todays_clients_alone_names_its_revision() {
    let router = Sums::new().legacy(false).into_router();
    let mut messages =
        Messages::of(send(&router, post(&initialize(LATEST, &json!({})), &[])).await);
    let error = messages.next().await.unwrap()["error"].take();
    assert_eq!(
        (messages.status.as_u16(), &error["code"]),
        (400, &json!(-32602))
    );
    assert_eq!(error["data"]["supported"], json!(["2026-07-28"]));
    assert!(messages.headers.get("mcp-session-id").is_none());
}

#[tokio::test]
async fn headers_that_a_gateway_goes_by_are_held_to_the_body() {
    let router = Sums::new().into_router();
    let client = Client::open(&router, LATEST, json!({})).await;
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "add", "arguments": { "a": 1, "b": 2 } },
    });
    for (headers, expected) in [
        (vec![("mcp-method", "tools/call"), ("mcp-name", "add")], 200),
        (
            vec![
                ("mcp-method", "tools/call"),
                ("mcp-name", "=?base64?YWRk?="),
            ],
            200,
        ),
        (vec![("mcp-method", "tools/call")], 400),
        (vec![("mcp-method", "ping")], 400),
        (vec![("mcp-method", "")], 400),
        (vec![("mcp-name", "add")], 400),
        (
            vec![("mcp-method", "tools/call"), ("mcp-name", "other")],
            400,
        ),
        (
            vec![
                ("mcp-method", "tools/call"),
                ("mcp-name", "add"),
                ("mcp-name", "add"),
            ],
            400,
        ),
    ] {
        let all: Vec<_> = client
            .headers()
            .into_iter()
            .chain(headers.clone())
            .collect();
        let status = send(&router, post(&call, &all)).await.status();
        assert_eq!(status, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn clients_of_earlier_revisions_are_counted() {
    let metrics = mcp_runtime::server::Metrics::new();
    let router = Sums::new().metrics(&metrics).into_router();
    let ready = async || {
        let request = http::Request::get("/readyz").body(axum::body::Body::empty());
        let body = send(&router, request.unwrap()).await.into_body();
        let body = http_body_util::BodyExt::collect(body)
            .await
            .unwrap()
            .to_bytes();
        String::from_utf8(body.to_vec()).unwrap()
    };
    assert_eq!(ready().await, "ok");
    for version in [LATEST, "2025-06-18", LATEST] {
        Client::open(&router, version, json!({})).await;
    }
    let said = ready().await;
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines[..2],
        ["ok", "sessions of earlier revisions since the start:"]
    );
    assert!(
        lines[2].starts_with("2025-06-18, old 1.2: 1, the last "),
        "{said}"
    );
    assert!(
        lines[3].starts_with("2025-11-25, old 1.2: 2, the last "),
        "{said}"
    );
    assert_eq!(lines.len(), 4);
    let labels = r#"{mcp_protocol_version="2025-11-25",client="old",client_version="1.2"}"#;
    let counted = format!("mcp_server_earlier_clients_total{labels} 2");
    assert!(metrics.text().contains(&counted), "{}", metrics.text());
}

/// Whatever clients call themselves, there are so many lines and time series and no more.
#[tokio::test]
async fn clients_that_make_names_up_are_counted_together() {
    let metrics = mcp_runtime::server::Metrics::new();
    let router = Sums::new().metrics(&metrics).into_router();
    for made_up in 0..300 {
        let mut opening = initialize(LATEST, &json!({}));
        opening["params"]["clientInfo"]["name"] = format!("a\"}} 1\n{made_up}").into();
        assert_eq!(send(&router, post(&opening, &[])).await.status(), 200);
    }
    let text = metrics.text();
    let series = text
        .lines()
        .filter(|line| line.starts_with("mcp_server_earlier_clients_total{"));
    assert_eq!(series.count(), 65);
    let rest = r#"client="_OTHER",client_version="_OTHER"} 236"#;
    assert!(text.contains(rest), "{text}");
}

/// Every mixture of what tells the eras: whoever carries an envelope, or a header of today's, is
/// answered as by a server that serves nobody else, and nobody is answered in the words of both.
#[tokio::test]
async fn no_mixture_is_served_under_both_eras() {
    let router = Sums::new().into_router();
    let modern_only = Sums::new().legacy(false).into_router();
    let client = Client::open(&router, LATEST, json!({})).await;
    let version = "io.modelcontextprotocol/protocolVersion";
    let capabilities = "io.modelcontextprotocol/clientCapabilities";
    let metas = [
        Value::Null,
        json!({}),
        json!({ "progressToken": 1 }),
        json!({ version: "2026-07-28" }),
        json!({ capabilities: {} }),
        json!({ version: "2026-07-28", capabilities: {} }),
        json!({ version: LATEST, capabilities: {} }),
        json!([1]),
    ];
    let methods = [
        "tools/list",
        "initialize",
        "ping",
        "server/discover",
        "nothing",
    ];
    let versions = [
        None,
        Some("2026-07-28"),
        Some("2030-01-01"),
        Some(LATEST),
        Some("x"),
    ];
    let sessions = [None, Some(&*client.session), Some("forged")];
    let mut served = [0, 0];
    for meta in &metas {
        for method in methods {
            for given in versions {
                for session in sessions {
                    let mut params = json!({ "protocolVersion": LATEST });
                    if !meta.is_null() {
                        params["_meta"] = meta.clone();
                    }
                    let body =
                        json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
                    let mut headers = vec![("mcp-method", method)];
                    headers.extend(given.map(|version| ("mcp-protocol-version", version)));
                    headers.extend(session.map(|id| ("mcp-session-id", id)));
                    let answer = async |router| {
                        let mut messages = Messages::of(send(router, post(&body, &headers)).await);
                        (messages.status, messages.next().await.unwrap())
                    };
                    let told = answer(&router).await;
                    let (status, message) = &told;
                    assert!(
                        [200, 400, 404].contains(&status.as_u16()),
                        "{body} {headers:?}"
                    );
                    let envelope = meta.get(version).is_some() || meta.get(capabilities).is_some();
                    let today = matches!(given, Some("2026-07-28" | "2030-01-01"));
                    if envelope || today && method != "initialize" {
                        assert_eq!(told, answer(&modern_only).await, "{body} {headers:?}");
                    }
                    if message.get("result").is_some() {
                        let modern = message["result"].get("resultType").is_some();
                        assert_eq!(modern, envelope, "{body} {headers:?}");
                        served[usize::from(modern)] += 1;
                    }
                }
            }
        }
    }
    assert!(served.iter().all(|count| *count > 5), "{served:?}");
}
