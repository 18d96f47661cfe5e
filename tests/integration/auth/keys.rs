//! An issuer's keys: rotation, outages, and who makes the server fetch them.

use http::StatusCode;
use mcp_runtime::auth::Jwt;
use serde_json::json;

use super::issuer::{Issuer, Key, RESOURCE, header};
use super::{Projects, get, server, with};

#[tokio::test]
async fn a_new_key_works_on_its_first_call_and_unknown_ones_make_no_stampede() {
    let issuer = Issuer::start().await;
    let (old, new) = (Key::new("old", "ES256"), Key::new("new", "ES256"));
    issuer.publish(&[&old]);
    let router = server(&issuer).into_router();
    let token = |key: &Key| key.sign(&header(key, "ES256"), &issuer.claims());
    assert_eq!(with(&router, &token(&old)).await.status, StatusCode::OK);
    issuer.publish(&[&old, &new]);
    // Keys were asked for just now, and are asked for again in half a minute at the earliest.
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(31)).await;
    tokio::time::resume();
    assert_eq!(with(&router, &token(&new)).await.status, StatusCode::OK);
    assert_eq!(issuer.fetches(), 2);
    let strangers = (0..200).map(|n| {
        let mut header = header(&old, "ES256");
        header["kid"] = json!(format!("stranger {n}"));
        old.sign(&header, &issuer.claims())
    });
    for stranger in strangers {
        assert_eq!(
            with(&router, &stranger).await.status,
            StatusCode::UNAUTHORIZED
        );
    }
    assert_eq!(issuer.fetches(), 2);
}

#[tokio::test]
async fn known_keys_go_on_while_their_issuer_is_away() {
    let issuer = Issuer::start().await;
    let key = Key::new("k", "ES256");
    issuer.publish(&[&key]);
    let router = server(&issuer).into_router();
    let token = |subject: &str| {
        let mut claims = issuer.claims();
        claims["sub"] = json!(subject);
        key.sign(&header(&key, "ES256"), &claims)
    };
    issuer.set_away(true);
    let reply = with(&router, &token("ada")).await;
    assert_eq!(
        reply.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "no key was ever had"
    );
    assert!(reply.headers.contains_key("retry-after"));
    assert_eq!(
        get(&router, "/readyz").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    issuer.set_away(false);
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(31)).await;
    tokio::time::resume();
    assert_eq!(with(&router, &token("ada")).await.status, StatusCode::OK);
    issuer.set_away(true);
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(3600)).await;
    tokio::time::resume();
    assert_eq!(with(&router, &token("bob")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_server_whose_issuer_is_not_what_it_says_does_not_start() {
    let issuer = Issuer::start().await;
    issuer.publish(&[&Key::new("k", "ES256")]);
    let start = async |tokens: Jwt| {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Projects::new().authenticator(tokens);
        server
            .serve_with_shutdown(listener, std::future::ready(()))
            .await
            .map_err(|e| e.to_string())
    };
    assert_eq!(
        start(Jwt::issuer(&issuer.url).resource(RESOURCE)).await,
        Ok(())
    );
    // To the letter: with a slash it is another issuer.
    let other = start(Jwt::issuer(format!("{}/", issuer.url)).resource(RESOURCE)).await;
    assert!(other.unwrap_err().contains("exactly as it writes itself"));
    let unsafe_issuer = start(Jwt::issuer("http://login.example.com").resource(RESOURCE)).await;
    assert!(unsafe_issuer.unwrap_err().contains("must be an https URL"));
    let nothing = start(Jwt::issuer(&issuer.url)).await;
    assert!(nothing.unwrap_err().contains("need a resource"));
    issuer.publish(&[]);
    let keyless = start(Jwt::issuer(&issuer.url).resource(RESOURCE)).await;
    assert!(keyless.unwrap_err().contains("no key that signs"));
}
