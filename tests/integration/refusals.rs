//! Refusals of requests: with which status and code, and in which order.

use axum::Router;
use http::Method;
use mcp_runtime::prelude::*;
use serde_json::json;

use mcp_tests::client::{Ask, Reply};

/// Add two integers.
#[mcp_tool(read_only)]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// Fetch a row from a region.
#[mcp_tool]
fn row(#[mcp(header = "Region")] region: Option<String>) -> String {
    region.unwrap_or_default()
}

mcp_server! { Sums { name: "sums", version: "1.0.0", tools: [add, row] } }

fn router() -> Router {
    Sums::new().body_limit(2000).into_router()
}

fn call() -> Ask {
    Ask::tool("add", json!({ "a": 1, "b": 2 }))
}

#[tokio::test]
async fn each_refusal_comes_before_the_next() {
    // Each step mends what the step before it complained of; all that comes after is still wrong.
    let wrong = Ask::tool("row", json!({ "region": "west" }))
        .with("host", "evil.example.com")
        .with("content-type", "text/plain")
        .with("accept", "text/html")
        .with("mcp-method", "tools/list")
        .meta(
            "io.modelcontextprotocol/protocolVersion",
            json!("1999-01-01"),
        );
    let mut ask = wrong.with("content-length", "3000");
    let mut steps = Vec::new();
    let mut step = |status: u16, reply: Reply| {
        assert_eq!(reply.status, status, "{}", reply.body);
        steps.push(status);
    };
    let router = router();

    step(413, ask.send(&router).await);
    ask = ask.without("content-length");
    step(403, ask.send(&router).await);
    ask = ask
        .with("host", "localhost")
        .with("origin", "https://evil.example.com");
    step(403, ask.send(&router).await);
    ask = ask.without("origin");
    step(415, ask.send(&router).await);
    ask = ask.with("content-type", "application/json");
    step(406, ask.send(&router).await);
    ask = ask.with("accept", "application/json, text/event-stream");

    assert_eq!(
        Reply::to(&router, ask.request_of("{\"id\":1,"))
            .await
            .refusal(),
        (400, -32700)
    );
    let good = ask.body.clone();
    ask.body["id"] = json!(null);
    ask.body["params"]["_meta"] = json!({});
    assert_eq!(ask.send(&router).await.refusal(), (400, -32600));
    ask.body["id"] = json!(1);
    assert_eq!(ask.send(&router).await.refusal(), (400, -32602));
    ask.body = good;
    assert_eq!(
        ask.send(&router).await.refusal(),
        (400, -32020),
        "the headers name another method"
    );
    ask = ask
        .with("mcp-method", "tools/call")
        .with("mcp-protocol-version", "1999-01-01");
    assert_eq!(ask.send(&router).await.refusal(), (400, -32022));
    ask = ask.with("mcp-protocol-version", "2026-07-28").meta(
        "io.modelcontextprotocol/protocolVersion",
        json!("2026-07-28"),
    );
    ask.body["method"] = json!("no/such");
    ask = ask.with("mcp-method", "no/such");
    assert_eq!(ask.send(&router).await.refusal(), (404, -32601));
    ask.body["method"] = json!("tools/call");
    ask.body["params"]["name"] = json!("rwo");
    ask.body["params"]["arguments"] = json!([]);
    ask = ask.with("mcp-method", "tools/call").with("mcp-name", "rwo");
    let reply = ask.send(&router).await;
    assert_eq!(reply.refusal().1, -32602);
    assert!(
        reply.error_message().contains("did you mean `row`?"),
        "{}",
        reply.body
    );
    ask.body["params"]["name"] = json!("row");
    ask = ask
        .with("mcp-name", "row")
        .header("mcp-param-region", "west");
    assert_eq!(
        ask.send(&router).await.refusal(),
        (400, -32020),
        "a header without its value"
    );
    ask = ask.without("mcp-param-region");
    assert_eq!(
        ask.send(&router).await.refusal().1,
        -32602,
        "arguments that are no object"
    );
    ask.body["params"]["arguments"] = json!({});
    assert_eq!(ask.send(&router).await.ok_text(), "");
}

#[tokio::test]
async fn only_post_is_served() {
    for method in [
        Method::GET,
        Method::DELETE,
        Method::PUT,
        Method::HEAD,
        Method::OPTIONS,
    ] {
        let mut request = call().request();
        *request.method_mut() = method.clone();
        let reply = Reply::to(&router(), request).await;
        assert_eq!(reply.status, 405, "{method}");
        assert_eq!(reply.headers["allow"], "POST", "{method}");
    }
}

#[tokio::test]
async fn a_notification_is_accepted_without_a_body() {
    let ask = call();
    let reply = Reply::to(
        &router(),
        ask.request_of(
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
        ),
    )
    .await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (202, ""));
}

#[tokio::test]
async fn sessions_and_resumption_are_ignored() {
    let reply = call()
        .header("mcp-session-id", "x")
        .header("last-event-id", "7")
        .send(&router())
        .await;
    assert_eq!(reply.ok_text(), "3");
    assert!(!reply.headers.contains_key("mcp-session-id"));
}

#[tokio::test]
async fn what_a_refusal_says_helps() {
    let router = router();
    let reply = call().without("mcp-name").send(&router).await;
    assert!(
        reply.error_message().contains("Mcp-Name: add"),
        "{}",
        reply.body
    );
    let reply = call()
        .meta(
            "io.modelcontextprotocol/protocolVersion",
            json!("2030-01-01"),
        )
        .with("mcp-protocol-version", "2030-01-01")
        .send(&router)
        .await;
    assert_eq!(
        reply.messages()[0]["error"]["data"],
        json!({ "supported": ["2026-07-28"], "requested": "2030-01-01" })
    );
    let reply = call()
        .meta("io.modelcontextprotocol/logLevel", json!("loud"))
        .send(&router)
        .await;
    assert_eq!(reply.refusal(), (400, -32602));
    assert!(reply.error_message().contains("warning"), "{}", reply.body);
    let mut initialize = Ask::new("initialize", json!({}));
    assert_eq!(initialize.send(&router).await.refusal(), (404, -32601));
    assert!(
        initialize
            .send(&router)
            .await
            .error_message()
            .contains("2026-07-28")
    );
    initialize.body["params"] = json!({ "protocolVersion": "2025-11-25" });
    assert!(
        initialize
            .send(&Sums::new().legacy(false).into_router())
            .await
            .error_message()
            .contains("2026-07-28"),
        "also when the request is a legacy one"
    );
}

#[tokio::test]
async fn an_id_or_a_token_that_is_kept_and_sent_back_has_a_length() {
    for length in [254, 255] {
        let long = json!("x".repeat(length));
        let mut ask = call();
        ask.body["id"] = long.clone();
        let tokened = call().meta("progressToken", long);
        let (id, token) = (ask.send(&router()).await, tokened.send(&router()).await);
        if length == 254 {
            assert_eq!((id.ok_text(), token.ok_text()), ("3".into(), "3".into()));
        } else {
            assert_eq!(
                (id.refusal(), token.refusal()),
                ((400, -32600), (400, -32602))
            );
        }
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_however_it_comes() {
    let router = router();
    let long = format!("{{\"x\":\"{}\"}}", "y".repeat(3000));
    assert_eq!(
        Reply::to(&router, call().request_of(long.clone()))
            .await
            .status,
        413
    );
    let pieces: Vec<Result<_, std::io::Error>> = long
        .as_bytes()
        .chunks(100)
        .map(|c| Ok(bytes::Bytes::copy_from_slice(c)))
        .collect();
    let chunked = axum::body::Body::from_stream(futures_util::stream::iter(pieces));
    assert_eq!(
        Reply::to(&router, call().request_of(chunked)).await.status,
        413
    );
}

#[tokio::test]
async fn a_body_in_pieces_is_read_as_one() {
    let ask = call();
    let pieces: Vec<Result<_, std::io::Error>> = ask
        .body
        .to_string()
        .bytes()
        .map(|b| Ok(bytes::Bytes::copy_from_slice(&[b])))
        .collect();
    let body = axum::body::Body::from_stream(futures_util::stream::iter(pieces));
    assert_eq!(
        Reply::to(&router(), ask.request_of(body)).await.ok_text(),
        "3"
    );
}

#[tokio::test]
async fn an_unknown_method_that_tools_need_does_not_exist_without_tools() {
    mcp_server! { Empty { name: "empty", version: "1.0.0" } }
    let router = Empty::new().into_router();
    assert_eq!(
        Ask::new("tools/list", json!({}))
            .send(&router)
            .await
            .refusal(),
        (404, -32601)
    );
    assert_eq!(call().send(&router).await.refusal(), (404, -32601));
    assert_eq!(
        Ask::new("server/discover", json!({}))
            .send(&router)
            .await
            .result()["capabilities"],
        json!({})
    );
}

#[tokio::test]
async fn nothing_is_sent_back_at_length() {
    /// A level.
    #[mcp_type]
    #[serde(rename_all = "lowercase")]
    enum Level {
        Low,
        High,
    }

    /// A type that quotes all that it is given.
    #[mcp_type]
    #[serde(try_from = "String")]
    struct Loud(String);

    impl TryFrom<String> for Loud {
        type Error = String;

        fn try_from(text: String) -> Result<Self, String> {
            Err(format!("{text} is not loud"))
        }
    }

    /// Take all kinds.
    #[mcp_tool(read_only)]
    #[allow(unused_variables)]
    fn take(
        level: Option<Level>,
        loud: Option<Loud>,
        #[mcp(pattern = "^a$")] word: Option<String>,
        by_name: Option<std::collections::BTreeMap<String, u8>>,
    ) {
    }

    /// Speak.
    #[mcp_prompt]
    fn speak(times: u8) -> String {
        times.to_string()
    }

    #[mcp_resource("files:///{name}")]
    fn file(name: u8) -> String {
        name.to_string()
    }

    mcp_server! {
        Quiet { name: "quiet", version: "1.0.0", tools: [take], prompts: [speak], resources: [file] }
    }

    let router = Quiet::new().into_router();
    let long = "x".repeat(300_000);
    let read = |uri: String| Ask::new("resources/read", json!({ "uri": uri }));
    let prompt = |name: &str, arguments| {
        Ask::new(
            "prompts/get",
            json!({ "name": name, "arguments": arguments }),
        )
    };
    for ask in [
        Ask::tool("take", json!({ "level": long })),
        Ask::tool("take", json!({ "loud": long })),
        Ask::tool("take", json!({ "word": long })),
        Ask::tool("take", json!({ "by_name": { long.clone(): 256 } })),
        Ask::tool("take", json!({ long.clone(): 1 })),
        Ask::tool("take", json!({ "word": { long.clone(): long } })),
        Ask::tool("take", json!(long)),
        prompt("speak", json!({ "times": long })),
        prompt("speak", json!({ long.clone(): "1" })),
        prompt("speak", json!({ "times": { "a": long } })),
        Ask::new(&long, json!({})),
        Ask::new("tools/list", json!({ "cursor": long })),
        Ask::new("subscriptions/listen", json!({ "notifications": long })),
        Ask::new(
            "completion/complete",
            json!({ "ref": { "type": "ref/prompt", "name": long }, "argument": { "name": "a", "value": "" } }),
        ),
        read(format!("files:///{long}")),
        read(format!("other:///{long}")),
        Ask::tool("take", json!({})).meta("io.modelcontextprotocol/protocolVersion", json!(long)),
        Ask::tool("take", json!({})).meta("io.modelcontextprotocol/logLevel", json!(long)),
    ] {
        // Over stdio, so that no header is in the way.
        let mut wire = crate::rounds::Wire::to(Quiet::new());
        wire.send(&ask.body).await;
        let reply = wire.read().await.expect("an answer").to_string();
        let body = ask.body.to_string();
        assert!(
            reply.len() < 8_000,
            "{}: {} bytes",
            &body[..90],
            reply.len()
        );
        assert!(
            reply.contains("\"error\"") || reply.contains("\"isError\":true"),
            "{}: {reply}",
            &body[..90]
        );
    }
    let mut named = Ask::tool("take", json!({}));
    named.body["params"]["name"] = json!(long);
    let reply = named.send(&router).await;
    assert!(reply.body.len() < 8_000, "{} bytes", reply.body.len());
}

#[tokio::test]
async fn a_body_that_is_encoded_is_not_taken_for_one_that_is_broken() {
    let router = router();
    for encoding in ["gzip", "br", "zstd", "identity, gzip", ""] {
        let encoded = call().header("content-encoding", encoding);
        let refusal = encoded.send(&router).await.refusal();
        assert_eq!(refusal, (415, -32600), "{encoding}");
    }
    let twice = call()
        .header("content-encoding", "identity")
        .header("content-encoding", "gzip");
    assert_eq!(twice.send(&router).await.refusal(), (415, -32600));
    let plain = call().header("content-encoding", "Identity");
    assert_eq!(plain.send(&router).await.ok_text(), "3");
}

#[tokio::test]
async fn a_body_that_is_transferred_in_another_coding_than_chunks_is_refused() {
    let router = router();
    for coding in ["gzip, chunked", "chunked, chunked", "identity", ""] {
        let coded = call().header("transfer-encoding", coding);
        let refusal = coded.send(&router).await.refusal();
        assert_eq!(refusal, (501, -32600), "{coding}");
    }
    let chunked = call().header("transfer-encoding", "Chunked");
    assert_eq!(chunked.send(&router).await.ok_text(), "3");
}
