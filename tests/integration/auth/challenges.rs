//! Challenges to a client that has no token yet, or a wrong one.

use http::StatusCode;
use mcp_runtime::auth::ApiKeys;
use mcp_tests::client::{Ask, Reply};
use serde_json::json;

use super::issuer::{Issuer, Key, RESOURCE};
use super::{Projects, call, challenge, get, server, with};

/// A2: where the metadata is.
const METADATA: &str = "https://mcp.example.com/.well-known/oauth-protected-resource/mcp";

/// A3, A4: no token is no error; the challenge leads to the metadata.
#[tokio::test]
async fn without_a_token_a_client_is_told_where_to_get_one() {
    let issuer = Issuer::start().await;
    issuer.publish(&[&Key::new("k", "ES256")]);
    let router = server(&issuer).into_router();
    let asks = [
        call(),
        Ask::new("server/discover", json!({})),
        Ask::new("tools/list", json!({})),
        Ask::tool("unknown", json!({})),
    ];
    for ask in asks {
        let reply = ask.send(&router).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            challenge(&reply),
            format!("Bearer resource_metadata=\"{METADATA}\"")
        );
    }
    let wrong = with(&router, "garbage").await;
    assert!(
        challenge(&wrong).contains("error=\"invalid_token\""),
        "{}",
        challenge(&wrong)
    );
    assert!(challenge(&wrong).contains(METADATA));
}

/// A1, A2: the same document at the place of its path and at the root, whatever names the request
/// claims for the server.
#[tokio::test]
async fn the_metadata_is_the_configured_one_whoever_asks() {
    let issuer = Issuer::start().await;
    issuer.publish(&[&Key::new("k", "ES256")]);
    let router = server(&issuer).into_router();
    for path in ["", "/mcp"] {
        let path = format!("/.well-known/oauth-protected-resource{path}");
        let request = http::Request::get(&path)
            .header("host", "evil.example.com")
            .header("x-forwarded-host", "evil.example.com")
            .header("x-forwarded-proto", "http")
            .body(axum::body::Body::empty());
        let reply = Reply::to(&router, request.unwrap()).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert_eq!(reply.headers["access-control-allow-origin"], "*");
        let document = reply.messages().remove(0);
        assert_eq!(document["resource"], RESOURCE);
        assert_eq!(document["authorization_servers"], json!([issuer.url]));
        assert_eq!(document["bearer_methods_supported"], json!(["header"]));
        assert!(!reply.body.contains("evil"));
    }
    let health = get(&router, "/healthz").await;
    assert_eq!(health.status, StatusCode::OK, "a probe needs no token");
}

/// The order of refusal: who may not talk to the server learns nothing of tokens, and whom nobody
/// knows nothing of methods and media types.
#[tokio::test]
async fn tokens_are_asked_for_behind_hosts_and_before_everything_else() {
    let issuer = Issuer::start().await;
    issuer.publish(&[&Key::new("k", "ES256")]);
    let router = server(&issuer).into_router();
    let evil = call().with("host", "evil.example.com").send(&router).await;
    assert_eq!(evil.status, StatusCode::FORBIDDEN);
    let form = call()
        .with("content-type", "text/plain")
        .send(&router)
        .await;
    assert_eq!(form.status, StatusCode::UNAUTHORIZED);
    let read = get(&router, "/mcp").await;
    assert_eq!(read.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn keys_of_the_servers_own_lead_to_no_issuer() {
    let (key, line) = ApiKeys::generate("ci", &["projects:read"]).unwrap();
    let router = Projects::new()
        .authenticator(ApiKeys::parse(&line).unwrap())
        .into_router();
    let missing = call().send(&router).await;
    assert_eq!(challenge(&missing), "Bearer");
    let known = with(&router, &key).await;
    assert_eq!(
        known.result()["content"][0]["text"],
        "Some(\"key\") Some(\"ci\") None"
    );
    let metadata = get(&router, "/.well-known/oauth-protected-resource");
    assert_eq!(metadata.await.status, StatusCode::NOT_FOUND);
}
