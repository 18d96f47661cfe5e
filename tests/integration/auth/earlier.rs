//! Clients of earlier revisions: they are challenged, and find their way, as today's are.

use axum::Router;
use http::StatusCode;
use mcp_runtime::auth::Jwt;
use mcp_runtime::prelude::*;
use mcp_tests::client::Reply;
use serde_json::json;

use super::issuer::{Issuer, Key, RESOURCE, header};
use super::{call, challenge, server};
use crate::legacy::{LATEST, Messages, initialize, post, send};

/// Greet anybody.
#[mcp_tool(read_only, public)]
fn hello() -> &'static str {
    "hello"
}

/// Say who calls.
#[mcp_tool(read_only)]
fn name(principal: Principal) -> String {
    principal.subject().unwrap_or("nobody").to_owned()
}

mcp_server! { Open { name: "open", version: "1.0.0", tools: [hello, name] } }

/// A session, whoever sends its messages.
struct Session {
    router: Router,
    id: String,
}

impl Session {
    async fn sent(&self, method: &str, body: &str, token: Option<&str>) -> Messages {
        let mut request = http::Request::builder()
            .method(method)
            .uri("/mcp")
            .header("host", "localhost")
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-session-id", &self.id)
            .header("mcp-protocol-version", LATEST);
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        let body = axum::body::Body::from(body.to_owned());
        Messages::of(send(&self.router, request.body(body).unwrap()).await)
    }

    async fn call(&self, tool: &str, token: Option<&str>) -> Messages {
        let call = json!({
            "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": tool },
        });
        self.sent("POST", &call.to_string(), token).await
    }
}

/// A client begins its session with what is public, and signs in once a call needs it: from then
/// on the session is its user's alone.
#[tokio::test]
async fn a_session_that_began_without_a_token_is_its_users_who_signs_in() {
    let issuer = Issuer::start().await;
    let key = Key::new("k", "ES256");
    issuer.publish(&[&key]);
    let tokens = Jwt::issuer(&issuer.url).resource(RESOURCE);
    let router = Open::new().authenticator(tokens).into_router();
    let token = |subject: &str| {
        let mut claims = issuer.claims();
        claims["sub"] = json!(subject);
        format!("Bearer {}", key.sign(&header(&key, "ES256"), &claims))
    };
    let (ada, bob) = (token("ada"), token("bob"));
    let opened = Reply::to(&router, post(&initialize(LATEST, &json!({})), &[])).await;
    let id = opened.headers["mcp-session-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let session = Session { router, id };
    let mut overheard = session.sent("GET", "", None).await;
    assert_eq!(overheard.status, StatusCode::OK);
    assert_eq!(session.call("hello", None).await.status, StatusCode::OK);
    let refused = session.call("name", None).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.headers.contains_key("www-authenticate"));

    let mut named = session.call("name", Some(&ada)).await;
    let named = named.next().await.unwrap();
    assert_eq!(named["result"]["content"][0]["text"], "ada");
    assert_eq!(
        overheard.next().await,
        None,
        "nobody else hears what ada does"
    );
    for other in [None, Some(&*bob)] {
        let call = session.call("hello", other).await;
        assert_eq!(call.status, StatusCode::NOT_FOUND, "{other:?}");
        let stream = session.sent("GET", "", other).await;
        assert_eq!(stream.status, StatusCode::NOT_FOUND, "{other:?}");
    }
    assert_eq!(
        session.sent("GET", "", Some(&ada)).await.status,
        StatusCode::OK
    );
    assert_eq!(
        session.call("hello", Some(&ada)).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn earlier_clients_are_challenged_and_bound_to_their_tokens() {
    let issuer = Issuer::start().await;
    let key = Key::new("k", "ES256");
    issuer.publish(&[&key]);
    let router = server(&issuer).into_router();
    let token = |subject: &str| {
        let mut claims = issuer.claims();
        claims["sub"] = json!(subject);
        format!("Bearer {}", key.sign(&header(&key, "ES256"), &claims))
    };
    let (ada, bob) = (token("ada"), token("bob"));
    let opening = initialize(LATEST, &json!({}));
    let today = call().send(&router).await;

    let refused = Reply::to(&router, post(&opening, &[])).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        challenge(&refused),
        challenge(&today),
        "the same way leads on"
    );
    let version = ("mcp-protocol-version", LATEST);
    let metadata = http::Request::get("/.well-known/oauth-protected-resource/mcp")
        .header("host", "localhost")
        .header(version.0, version.1)
        .body(axum::body::Body::empty());
    let metadata = Reply::to(&router, metadata.unwrap()).await;
    assert_eq!(metadata.status, StatusCode::OK);
    assert_eq!(
        metadata.messages()[0]["authorization_servers"],
        json!([issuer.url])
    );

    let opened = Reply::to(&router, post(&opening, &[("authorization", &ada)])).await;
    assert_eq!(opened.status, StatusCode::OK);
    let session = opened.headers["mcp-session-id"].to_str().unwrap();
    let session = ("mcp-session-id", session);
    let whoami = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "whoami" },
    });
    let sent = async |more: &[(&str, &str)]| {
        let headers = [&[session, version], more].concat();
        Reply::to(&router, post(&whoami, &headers)).await
    };
    let told = sent(&[("authorization", &ada)]).await.result();
    let text = told["content"][0]["text"].as_str().unwrap();
    assert!(text.ends_with(r#"Some("ada") None"#), "{text}");
    // The session alone opens nothing, nor does it for others.
    let nobody = sent(&[]).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert_eq!(challenge(&nobody), challenge(&today));
    let other = sent(&[("authorization", &bob)]).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    for method in ["GET", "DELETE"] {
        let request = http::Request::builder()
            .method(method)
            .uri("/mcp")
            .header("host", "localhost")
            .header("accept", "text/event-stream")
            .header(session.0, session.1);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let reply = Reply::to(&router, request).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{method}");
    }
}
