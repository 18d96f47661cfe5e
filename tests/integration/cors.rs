//! CORS: requests of browsers before a web page may be a client.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request};
use mcp_runtime::prelude::*;
use serde_json::json;
use tokio::net::TcpListener;

use mcp_tests::client::{Ask, Reply, exchange};

const APP: &str = "https://app.example.com";

/// Say hello.
#[mcp_tool]
fn hello(#[mcp(header = "Region")] region: Option<String>, cx: Context) -> String {
    cx.progress(1.0);
    format!("hello {}", region.unwrap_or_default())
}

mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }

fn server() -> Hello {
    Hello::new().allow_origin(APP).cors()
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

fn allowed(headers: &HeaderMap) -> Option<&str> {
    header(headers, "access-control-allow-origin")
}

async fn preflight(router: &Router, origin: &str, host: &str) -> Reply {
    let request = Request::options("/mcp")
        .header("host", host)
        .header("origin", origin);
    let request = request
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type");
    Reply::to(router, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_preflight_over_a_connection_allows_what_the_protocol_needs_and_no_more() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let serving = tokio::spawn(server().serve_with_shutdown(listener, std::future::pending()));
    let asked = "authorization,content-type,mcp-method,mcp-name,mcp-param-region,mcp-protocol-version,x-tracking";
    let answer = exchange(
        address,
        &format!(
            "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: {APP}\r\nAccess-Control-Request-Method: POST\r\n\
             Access-Control-Request-Headers: {asked}"
        ),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    for line in [
        "access-control-allow-origin: https://app.example.com",
        "access-control-allow-methods: GET,POST,DELETE",
        "access-control-allow-headers: authorization, content-type, mcp-method, mcp-name, mcp-param-region, mcp-protocol-version",
        "access-control-max-age: 7200",
    ] {
        assert!(answer.lines().any(|l| l == line), "{line} in {answer}");
    }
    assert!(
        answer
            .lines()
            .any(|line| line.starts_with("vary: ") && line.contains("origin")),
        "{answer}"
    );
    assert!(
        !answer.contains("access-control-allow-credentials"),
        "{answer}"
    );
    serving.abort();
}

#[tokio::test]
async fn loopback_is_allowed_and_others_are_not() {
    let router = server().into_router();
    for origin in [APP, "http://localhost:5173", "https://127.0.0.1"] {
        let reply = preflight(&router, origin, "localhost").await;
        assert_eq!(
            (reply.status.as_u16(), allowed(&reply.headers)),
            (200, Some(origin))
        );
    }
    for (origin, host) in [
        ("https://evil.example.com", "localhost"),
        ("null", "localhost"),
        (APP, "evil.example.com"),
    ] {
        let reply = preflight(&router, origin, host).await;
        assert_eq!(
            (reply.status.as_u16(), allowed(&reply.headers)),
            (403, None),
            "{origin} {host}"
        );
    }
    let any = Hello::new().allow_any_origin().cors().into_router();
    let reply = preflight(&any, "https://anyone.example.com", "localhost").await;
    assert_eq!(
        allowed(&reply.headers),
        Some("https://anyone.example.com"),
        "by its name, and never by `*`"
    );
}

#[tokio::test]
async fn a_page_may_read_answers_and_streams() {
    let router = server().into_router();
    let ask = Ask::tool("hello", json!({ "region": "north" }))
        .header("mcp-param-region", "north")
        .header("origin", APP);
    for (ask, media) in [
        (ask.clone(), "application/json"),
        (ask.meta("progressToken", json!(1)), "text/event-stream"),
    ] {
        let reply = ask.send(&router).await;
        assert_eq!(reply.ok_text(), "hello north");
        assert_eq!(
            (
                header(&reply.headers, "content-type"),
                allowed(&reply.headers)
            ),
            (Some(media), Some(APP))
        );
        assert_eq!(
            header(&reply.headers, "access-control-expose-headers"),
            Some("retry-after,www-authenticate,mcp-session-id")
        );
    }
}

#[tokio::test]
async fn a_page_may_read_why_it_was_refused() {
    let router = server().into_router();
    let ask = Ask::tool("hello", json!({})).header("origin", APP);
    let refused = [
        (403, ask.clone().with("host", "evil.example.com")),
        (415, ask.clone().with("content-type", "text/plain")),
        (406, ask.clone().with("accept", "text/html")),
        (400, ask.clone().without("mcp-method")),
        (400, ask.clone().with("mcp-protocol-version", "2020-01-01")),
        (404, Ask::new("no/such", json!({})).header("origin", APP)),
    ];
    for (status, ask) in refused {
        let reply = ask.send(&router).await;
        assert_eq!(
            (reply.status.as_u16(), allowed(&reply.headers)),
            (status, Some(APP)),
            "{}",
            reply.body
        );
        assert!(header(&reply.headers, "vary").unwrap().contains("origin"));
    }
    let get = Request::get("/mcp")
        .header("host", "localhost")
        .header("origin", APP)
        .body(Body::empty())
        .unwrap();
    let reply = Reply::to(&router, get).await;
    assert_eq!(
        (reply.status.as_u16(), allowed(&reply.headers)),
        (405, Some(APP))
    );

    let reply = ask
        .with("origin", "https://evil.example.com")
        .send(&router)
        .await;
    assert_eq!(
        (reply.status.as_u16(), allowed(&reply.headers)),
        (403, None)
    );
}

#[tokio::test]
async fn who_is_no_web_page_notices_nothing() {
    let (with, without) = (
        server().into_router(),
        Hello::new().allow_origin(APP).into_router(),
    );
    let ask = Ask::tool("hello", json!({}));
    assert_eq!(ask.send(&with).await.body, ask.send(&without).await.body);
    assert_eq!(allowed(&ask.send(&with).await.headers), None);

    assert_eq!(preflight(&without, APP, "localhost").await.status, 405);
    let reply = ask.header("origin", APP).send(&without).await;
    assert_eq!(
        (
            reply.ok_text().as_str(),
            allowed(&reply.headers),
            header(&reply.headers, "vary")
        ),
        ("hello ", None, None)
    );
}
