//! Messages that aren't quite as the protocol has them, and are understood all the same.

use http::StatusCode;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use mcp_tests::client::{Ask, Reply};

/// Say hello.
#[mcp_tool]
fn hello(name: Option<String>) -> String {
    format!("hello {}", name.as_deref().unwrap_or("you"))
}

/// Greet.
#[mcp_prompt]
fn greet(#[mcp(complete = names)] name: Option<String>) -> String {
    format!("greet {}", name.as_deref().unwrap_or("somebody"))
}

/// Names.
#[mcp_completion]
fn names(typed: CompletionContext) -> Vec<String> {
    vec![format!("{}a", typed.value())]
}

mcp_server! { pub Lenient { name: "lenient", version: "1.0.0", tools: [hello], prompts: [greet] } }

async fn post(body: impl Into<axum::body::Body>, ask: &Ask) -> Reply {
    Reply::to(&Lenient::new().into_router(), ask.request_of(body)).await
}

fn with_params(method: &str, params: Value) -> Ask {
    Ask::new(method, params)
}

#[tokio::test]
async fn a_byte_order_mark_before_a_message_is_passed_over() {
    let ask = Ask::tool("hello", json!({ "name": "é" }));
    let reply = post(format!("\u{feff}{}", ask.body), &ask).await;
    assert_eq!(reply.ok_text(), "hello é");
    // Anywhere else, and a second one, are none of JSON's.
    for body in [
        format!("\u{feff}\u{feff}{}", ask.body),
        format!("{}\u{feff}", ask.body),
        format!(" \u{feff}{}", ask.body),
    ] {
        assert_eq!(post(body, &ask).await.refusal(), (400, -32700));
    }
    assert_eq!(post("\u{feff}", &ask).await.refusal(), (400, -32700));
}

#[tokio::test]
async fn null_is_what_a_client_leaves_out() {
    let ask = Ask::tool("hello", Value::Null);
    assert!(ask.body["params"]["arguments"].is_null());
    assert_eq!(
        post(ask.body.to_string(), &ask).await.ok_text(),
        "hello you"
    );

    let ask = with_params("prompts/get", json!({ "name": "greet", "arguments": null }));
    let ask = ask.with("mcp-name", "greet");
    let result = post(ask.body.to_string(), &ask).await.result();
    assert_eq!(result["messages"][0]["content"]["text"], "greet somebody");

    let ask = with_params("tools/list", json!({ "cursor": null }));
    let result = post(ask.body.to_string(), &ask).await.result();
    assert_eq!(result["tools"][0]["name"], "hello");

    let ask = with_params(
        "completion/complete",
        json!({
            "ref": { "type": "ref/prompt", "name": "greet" },
            "argument": { "name": "name", "value": "x" },
            "context": null,
        }),
    );
    let result = post(ask.body.to_string(), &ask).await.result();
    assert_eq!(result["completion"]["values"], json!(["xa"]));

    for key in [
        "io.modelcontextprotocol/clientInfo",
        "io.modelcontextprotocol/logLevel",
        "progressToken",
    ] {
        let ask = Ask::tool("hello", json!({})).meta(key, Value::Null);
        assert_eq!(
            post(ask.body.to_string(), &ask).await.ok_text(),
            "hello you"
        );
    }

    let notification = r#"{"jsonrpc":"2.0","method":"notifications/other","params":null}"#;
    let reply = post(notification, &ask).await;
    assert_eq!((reply.status, &*reply.body), (StatusCode::ACCEPTED, ""));

    // A request needs its `_meta`, and null gives none.
    let bare = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":null}"#;
    let reply = post(bare, &with_params("tools/list", json!({}))).await;
    assert_eq!(reply.refusal(), (400, -32602));
    assert!(reply.error_message().contains("`params._meta` is missing"));
}

#[tokio::test]
async fn null_and_a_value_are_still_a_key_given_twice() {
    let ask = Ask::tool("hello", json!({ "name": "x" }));
    for (key, value) in [
        ("arguments", "null"),
        ("cursor", "null,\"cursor\":\"a\""),
        ("cursor", "\"a\",\"cursor\":null"),
        ("cursor", "null,\"cursor\":null"),
    ] {
        let body = ask.body.to_string();
        let body = body.replacen(
            "\"params\":{",
            &format!("\"params\":{{\"{key}\":{value},"),
            1,
        );
        let reply = post(body, &ask).await;
        assert_eq!(reply.refusal(), (400, -32602), "{key} {value}");
        assert!(
            reply.error_message().contains("given twice"),
            "{}",
            reply.body
        );
    }
}

#[tokio::test]
async fn a_response_that_nobody_asked_for_is_not_answered_under_its_id() {
    let ask = Ask::tool("hello", json!({}));
    for body in [
        r#"{"jsonrpc":"2.0","id":7,"result":{}}"#,
        r#"{"jsonrpc":"2.0","result":{"roots":[]},"id":"7"}"#,
        r#"{"jsonrpc":"2.0","id":7,"error":{"code":-1,"message":"no"}}"#,
    ] {
        let reply = post(body, &ask).await;
        assert_eq!(reply.refusal(), (400, -32600), "{body}");
        let answer: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(answer.get("id"), None, "{body}");
    }
    // A message that has a method is a request, whatever else it has.
    let reply = post(
        r#"{"jsonrpc":"2.0","id":7,"method":"tools/list","result":{}}"#,
        &ask,
    )
    .await;
    let answer: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(answer["id"], 7);
}

#[tokio::test]
async fn over_stdio_it_is_the_same() {
    let (client, server) = tokio::io::duplex(1 << 16);
    let (input, output) = tokio::io::split(server);
    let serving = tokio::spawn(Lenient::new().serve_stream(input, output));
    let (mut output, mut input) = tokio::io::split(client);
    let call = Ask::tool("hello", Value::Null).body;
    let lines = format!("\u{feff}{call}\n{{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{{}}}}\n");
    input.write_all(lines.as_bytes()).await.unwrap();
    input.shutdown().await.unwrap();
    let mut said = String::new();
    output.read_to_string(&mut said).await.unwrap();
    serving.await.unwrap().unwrap();
    let answers: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 2, "{said}");
    let (refused, called) = if answers[0].get("error").is_some() {
        (&answers[0], &answers[1])
    } else {
        (&answers[1], &answers[0])
    };
    assert_eq!(called["result"]["content"][0]["text"], "hello you");
    assert_eq!(refused.get("id"), None);
}

/// Returns a server's answers to request lines over a socket.
async fn said(server: Lenient, request: &[&str]) -> Vec<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(server.serve_with_shutdown(listener, std::future::pending()));
    let mut answers = Vec::new();
    for line in request {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = Ask::tool("hello", json!({})).written();
        let head = head.replacen("POST /mcp", line, 1);
        let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answers.push(answer);
    }
    serving.abort();
    answers
}

#[tokio::test]
async fn a_slash_at_the_end_of_the_endpoint_makes_no_difference() {
    for path in ["/mcp", "/mcp/", "/", "/a/b/"] {
        let bare = path.trim_end_matches('/');
        let lines = [format!("POST {bare}/"), format!("POST {path}")];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        for server in [Lenient::new().path(path), Lenient::new().path(path).cors()] {
            for answer in said(server, &lines).await {
                assert!(answer.contains("hello you"), "{path}: {answer}");
            }
        }
    }
    // A probe's own path stays the probe's.
    let server = Lenient::new().health_path("/mcp/");
    let answers = said(server, &["POST /mcp", "GET /mcp/", "GET /mcp"]).await;
    assert!(answers[0].contains("hello you"), "{}", answers[0]);
    assert!(answers[1].starts_with("HTTP/1.1 200"), "{}", answers[1]);
    assert!(answers[2].starts_with("HTTP/1.1 405"), "{}", answers[2]);
}

#[tokio::test]
async fn a_wrong_path_is_told_where_the_endpoint_is() {
    let lines = [
        "POST /",
        "GET /",
        "POST /mcp/x",
        "DELETE /MCP",
        "POST //mcp",
    ];
    for answer in said(Lenient::new(), &lines).await {
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        assert!(answer.ends_with("The MCP endpoint is /mcp\n"), "{answer}");
    }
    let answers = said(Lenient::new().path("/a"), &["POST /mcp"]).await;
    assert!(
        answers[0].ends_with("The MCP endpoint is /a\n"),
        "{answers:?}"
    );
    // In another program's router, that program says what is where.
    let app = axum::Router::new()
        .merge(Lenient::new().into_router())
        .fallback(|| async { "its own" });
    let request = http::Request::get("/x")
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(Reply::to(&app, request).await.body, "its own");
}
