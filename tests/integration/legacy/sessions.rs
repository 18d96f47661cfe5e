//! Sessions that any instance knows, and their ends.

use std::time::Duration;

use axum::Router;
use http::Request;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use super::{Client, LATEST, Messages, initialize, post, send};

/// Say who calls.
#[mcp_tool]
fn whoami(principal: Principal, cx: Context) -> String {
    let client = cx.client_info().map(|client| client.name);
    format!("{:?} {client:?}", principal.id())
}

mcp_server! { Sessions { name: "sessions", version: "1.0.0", tools: [whoami] } }

fn keys(text: u8) -> mcp_runtime::SealingKeys {
    mcp_runtime::SealingKeys::new([[text; 32]]).unwrap()
}

fn server() -> Sessions {
    Sessions::new().sealing_keys(keys(1))
}

async fn status(router: &Router, body: &Value, headers: &[(&str, &str)]) -> u16 {
    send(router, post(body, headers)).await.status().as_u16()
}

fn ping() -> Value {
    json!({ "jsonrpc": "2.0", "id": 7, "method": "ping" })
}

#[tokio::test]
async fn another_instance_with_the_same_keys_knows_a_session() {
    let client = Client::open(&server().into_router(), LATEST, json!({})).await;
    let answer = client
        .at(&server().into_router())
        .request("ping", json!({}))
        .await;
    assert_eq!(answer, json!({ "jsonrpc": "2.0", "id": 1, "result": {} }));
    let called = client.call("whoami", json!({})).await;
    assert_eq!(called["content"][0]["text"], r#"None Some("old")"#);
    assert!(client.session.len() <= 1024);
    assert!(client.session.bytes().all(|b| b.is_ascii_graphic()));
}

#[tokio::test]
async fn what_is_no_session_looks_the_same_whatever_is_wrong_with_it() {
    let router = server().into_router();
    let client = Client::open(&router, LATEST, json!({})).await;
    let foreign = Client::open(
        &Sessions::new().sealing_keys(keys(2)).into_router(),
        LATEST,
        json!({}),
    )
    .await;
    let expiring = server().legacy_session_ttl(Duration::ZERO).into_router();
    let response = send(&expiring, post(&initialize(LATEST, &json!({})), &[])).await;
    let expired = response.headers()["mcp-session-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let ended = Client::open(&router, LATEST, json!({})).await;
    assert_eq!(ended.other("DELETE").await.status(), 204);
    let (start, end) = client.session.split_at(client.session.len() / 2);
    let other = if end.starts_with('A') { 'B' } else { 'A' };
    let forged = format!("{start}{other}{}", &end[1..]);
    let mut bodies = Vec::new();
    for id in [
        &foreign.session,
        &expired,
        &ended.session,
        &forged,
        "",
        "~x",
        "~AAAAAAAAAAAAAAAAAAAAAA",
    ] {
        let response = send(&router, post(&ping(), &[("mcp-session-id", id)])).await;
        assert_eq!(response.status(), 404, "{id}");
        bodies.push(Messages::of(response).next().await.unwrap());
    }
    assert!(
        bodies.windows(2).all(|pair| pair[0] == pair[1]),
        "{bodies:?}"
    );
    assert_eq!(ended.other("GET").await.status(), 404);
    assert_eq!(ended.other("DELETE").await.status(), 404);
    // The others go on.
    assert_eq!(client.request("ping", json!({})).await["result"], json!({}));
}

#[tokio::test]
async fn a_session_belongs_to_its_principal() {
    let router = server().into_router();
    let as_user = |mut request: Request<axum::body::Body>, id: &'static str| {
        request.extensions_mut().insert(Principal::new(id));
        request
    };
    let response = send(
        &router,
        as_user(post(&initialize(LATEST, &json!({})), &[]), "ada"),
    )
    .await;
    let id = response.headers()["mcp-session-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let headers = [("mcp-session-id", &*id)];
    assert_eq!(
        send(&router, as_user(post(&ping(), &headers), "ada"))
            .await
            .status(),
        200
    );
    assert_eq!(
        send(&router, as_user(post(&ping(), &headers), "bob"))
            .await
            .status(),
        404
    );
    assert_eq!(
        status(&router, &ping(), &headers).await,
        404,
        "nobody in particular"
    );
}

#[tokio::test]
async fn the_version_header_may_name_any_earlier_revision() {
    let router = server().into_router();
    let client = Client::open(&router, "2024-11-05", json!({})).await;
    let session = ("mcp-session-id", &*client.session);
    for (version, expected) in [
        (LATEST, 200),
        ("2024-11-05", 200),
        ("2023-01-01", 400),
        ("x", 400),
    ] {
        let headers = [session, ("mcp-protocol-version", version)];
        assert_eq!(
            status(&router, &ping(), &headers).await,
            expected,
            "{version}"
        );
    }
    assert_eq!(status(&router, &ping(), &[session]).await, 200);
    assert_eq!(
        status(&router, &ping(), &[session, session]).await,
        400,
        "twice"
    );
}

#[tokio::test]
async fn a_long_session_stands_in_the_store() {
    let router = server().into_router();
    let views = json!({ "mimeTypes": vec!["text/html;profile=mcp-app"; 60] });
    let able = json!({ "extensions": { "io.modelcontextprotocol/ui": views } });
    let client = Client::open(&router, LATEST, able).await;
    assert!(client.session.len() < 32, "{}", client.session);
    assert_eq!(client.request("ping", json!({})).await["result"], json!({}));
    let other = client.at(&server().into_router()).send(&ping()).await;
    assert_eq!(other.status(), 404, "another store");
}

#[tokio::test]
async fn errors_of_requests_are_answered_and_messages_without_answer_accepted() {
    let client = Client::open(&server().into_router(), LATEST, json!({})).await;
    for (method, code) in [
        ("tools/undo", -32601),
        ("server/discover", -32601),
        ("subscriptions/listen", -32601),
        ("resources/subscribe", -32601),
    ] {
        let answer = client.request(method, json!({})).await;
        assert_eq!(
            (&answer["id"], &answer["error"]["code"]),
            (&json!(1), &json!(code)),
            "{method}"
        );
    }
    let unknown = client
        .request("tools/call", json!({ "name": "whoam" }))
        .await;
    assert_eq!(unknown["error"]["code"], -32602);
    for method in [
        "notifications/cancelled",
        "notifications/roots/list_changed",
    ] {
        let message = json!({ "jsonrpc": "2.0", "method": method, "params": { "requestId": 99 } });
        assert_eq!(client.send(&message).await.status(), 202);
    }
    let wrong = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": [] });
    let answer = Messages::of(client.send(&wrong).await)
        .next()
        .await
        .unwrap();
    assert_eq!(answer["error"]["code"], -32602);
}
