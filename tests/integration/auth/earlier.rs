//! Clients of earlier revisions: they are challenged, and find their way, as today's are.

use http::StatusCode;
use mcp_tests::client::Reply;
use serde_json::json;

use super::issuer::{Issuer, Key, header};
use super::{call, challenge, server};
use crate::legacy::{LATEST, initialize, post};

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
