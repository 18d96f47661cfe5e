//! Tokens that only their issuer can read, keys in a file, several authenticators together.

use http::StatusCode;
use mcp_runtime::auth::{ApiKeys, Introspection, Jwt};
use serde_json::json;

use super::issuer::{Issuer, Key, RESOURCE, header, now};
use super::{Projects, challenge, with};

#[tokio::test]
async fn an_opaque_token_is_judged_by_its_issuer() {
    let issuer = Issuer::start().await;
    let tokens = Introspection::issuer(&issuer.url)
        .endpoint(format!("{}/introspect", issuer.url))
        .client("mcp server", "s&cret")
        .resource(RESOURCE);
    let router = Projects::new().authenticator(tokens).into_router();
    issuer.say(json!({ "active": true, "sub": "ada", "aud": RESOURCE, "exp": now() + 600 }));
    assert_eq!(with(&router, "opaque-1").await.status, StatusCode::OK);
    // "mcp server:s&cret", each part encoded as in a form.
    let asked = issuer.asked_by().unwrap();
    assert_eq!(
        asked,
        "Basic bWNwJTIwc2VydmVyOnMlMjZjcmV0 token=opaque-1&token_type_hint=access_token"
    );
    // A yes is believed for a while, a no is not.
    issuer.say(json!({ "active": false }));
    assert_eq!(with(&router, "opaque-1").await.status, StatusCode::OK);
    assert_eq!(
        with(&router, "opaque-2").await.status,
        StatusCode::UNAUTHORIZED
    );
    issuer.set_away(true);
    let away = with(&router, "opaque-3").await;
    assert_eq!(
        away.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "an outage is never a yes or a no"
    );
    assert_eq!(challenge(&away), "");
}

#[tokio::test]
async fn one_subject_of_two_issuers_is_two_callers() {
    let (one, other) = (Issuer::start().await, Issuer::start().await);
    let (first, second) = (Key::new("k", "ES256"), Key::new("k", "ES256"));
    one.publish(&[&first]);
    other.publish(&[&second]);
    let router = Projects::new()
        .authenticator(Jwt::issuer(&one.url).resource(RESOURCE))
        .authenticator(Jwt::issuer(&other.url).resource(RESOURCE))
        .into_router();
    let text = async |key: &Key, issuer: &Issuer| {
        let token = key.sign(&header(key, "ES256"), &issuer.claims());
        with(&router, &token).await.result()["content"][0]["text"].to_string()
    };
    assert_ne!(text(&first, &one).await, text(&second, &other).await);
    // Signed by the one, said to be the other's.
    let mixed = first.sign(&header(&first, "ES256"), &other.claims());
    assert_eq!(with(&router, &mixed).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_changed_file_of_keys_counts() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("api_keys");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("keys-{}", std::process::id()));
    let (old, line) = ApiKeys::generate("old", &[]).unwrap();
    let (new, other) = ApiKeys::generate("new", &[]).unwrap();
    std::fs::write(&file, line).unwrap();
    let router = Projects::new()
        .authenticator(ApiKeys::file(&file))
        .into_router();
    assert_eq!(with(&router, &old).await.status, StatusCode::OK);
    assert_eq!(with(&router, &new).await.status, StatusCode::UNAUTHORIZED);
    std::fs::write(&file, other).unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    std::fs::File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .set_modified(later)
        .unwrap();
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(2)).await;
    tokio::time::resume();
    assert_eq!(with(&router, &new).await.status, StatusCode::OK);
    assert_eq!(with(&router, &old).await.status, StatusCode::UNAUTHORIZED);
    std::fs::remove_file(&file).unwrap();
}
