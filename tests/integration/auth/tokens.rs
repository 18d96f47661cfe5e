//! Which tokens open the server, and which don't.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use http::StatusCode;
use ring::hmac;
use serde_json::{Value, json};

use super::issuer::{Issuer, Key, RESOURCE, header, now};
use super::{call, challenge, server, with};

/// As `oct` keys sign.
fn signed_with_secret(secret: &[u8], header: &Value, claims: &Value) -> String {
    let encoded = |part: &Value| BASE64.encode(part.to_string());
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    format!(
        "{message}.{}",
        BASE64.encode(hmac::sign(&key, message.as_bytes()))
    )
}

#[tokio::test]
async fn each_algorithm_that_is_allowed_opens_the_server() {
    let issuer = Issuer::start().await;
    let algorithms = ["ES256", "ES384", "EdDSA", "RS256", "PS256"];
    let keys = algorithms.map(|algorithm| Key::new(algorithm, algorithm));
    issuer.publish(&keys.each_ref());
    let router = server(&issuer).into_router();
    for (algorithm, key) in algorithms.into_iter().zip(&keys) {
        let reply = with(
            &router,
            &key.sign(&header(key, algorithm), &issuer.claims()),
        )
        .await;
        assert_eq!(
            reply.status,
            StatusCode::OK,
            "{algorithm}: {}",
            challenge(&reply)
        );
        let said = format!("Some({:?}) Some(\"ada\") None", issuer.url);
        assert_eq!(reply.result()["content"][0]["text"], said);
    }
    assert_eq!(issuer.fetches(), 1, "keys are fetched once");
}

#[tokio::test]
async fn audiences_and_scopes_may_be_written_in_several_ways() {
    let issuer = Issuer::start().await;
    let key = Key::new("k", "ES256");
    issuer.publish(&[&key]);
    let router = server(&issuer).into_router();
    for (claim, value) in [
        ("aud", json!(["client", RESOURCE])),
        ("aud", json!("https://mcp.example.com/mcp/")),
        ("aud", json!("HTTPS://MCP.EXAMPLE.COM:443/mcp")),
        ("scp", json!(["projects:read"])),
        ("exp", json!(now() - 20)),
        ("nbf", json!(now() + 20)),
    ] {
        let mut claims = issuer.claims();
        claims[claim] = value.clone();
        let reply = with(&router, &key.sign(&header(&key, "ES256"), &claims)).await;
        assert_eq!(
            reply.status,
            StatusCode::OK,
            "{claim}: {value}: {}",
            challenge(&reply)
        );
    }
}

#[tokio::test]
async fn claims_that_are_missing_or_wrong_are_refused() {
    let issuer = Issuer::start().await;
    let key = Key::new("k", "ES256");
    issuer.publish(&[&key]);
    let router = server(&issuer).into_router();
    for (claim, value) in [
        ("exp", json!(now() - 60)),
        ("nbf", json!(now() + 60)),
        ("iat", json!(now() + 60)),
        ("exp", json!(null)),
        ("iss", json!(null)),
        ("aud", json!(null)),
        ("sub", json!(null)),
        ("sub", json!("")),
        ("exp", json!("soon")),
        ("iat", json!("then")),
        ("iss", json!([issuer.url])),
        ("iss", json!("https://other.example.com")),
        ("aud", json!("https://other.example.com/mcp")),
        ("aud", json!("https://mcp.example.com")),
        ("aud", json!("https://mcp.example.com/mcp/projects")),
        ("aud", json!("cli")),
        ("aud", json!([])),
        ("cnf", json!({ "jkt": "x" })),
    ] {
        let mut claims = issuer.claims();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(claim);
        } else {
            claims[claim] = value.clone();
        }
        let reply = with(&router, &key.sign(&header(&key, "ES256"), &claims)).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{claim}: {value}");
        assert!(
            challenge(&reply).contains(r#"error="invalid_token""#),
            "{claim}: {value}"
        );
    }
}

#[tokio::test]
async fn headers_that_lead_astray_are_refused() {
    let issuer = Issuer::start().await;
    let (key, rsa) = (Key::new("k", "ES256"), Key::new("r", "RS256"));
    issuer.publish(&[&key, &rsa]);
    let router = server(&issuer).into_router();
    let claims = issuer.claims();
    for (field, value) in [
        ("alg", json!("none")),
        ("alg", json!("RS256")),
        ("alg", json!("ES384")),
        ("kid", json!("other")),
        ("kid", json!("r")),
        ("typ", json!("oauth-id-jag+jwt")),
        ("typ", json!("dpop+jwt")),
        ("crit", json!(["exp"])),
        ("jku", json!("https://evil.example.com/keys")),
        ("x5u", json!("https://evil.example.com/chain")),
        (
            "jwk",
            json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" }),
        ),
    ] {
        let mut header = header(&key, "ES256");
        header[field] = value.clone();
        let reply = with(&router, &key.sign(&header, &claims)).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{field}: {value}");
    }
    // The public key is public: whoever takes it for a secret takes anybody's tokens.
    let forged = json!({ "alg": "HS256", "typ": "at+jwt", "kid": "r" });
    let forged = signed_with_secret(&rsa.public(), &forged, &claims);
    assert_eq!(
        with(&router, &forged).await.status,
        StatusCode::UNAUTHORIZED
    );
    // Another key of the same name.
    let other = Key::new("k", "ES256").sign(&header(&key, "ES256"), &claims);
    assert_eq!(with(&router, &other).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let issuer = Issuer::start().await;
    let key = Key::new("k", "ES256");
    issuer.publish(&[&key]);
    let router = server(&issuer).into_router();
    let good = key.sign(&header(&key, "ES256"), &issuer.claims());
    let (message, _) = good.rsplit_once('.').unwrap();
    let mut long = issuer.claims();
    long["filler"] = json!("x".repeat(17 << 10));
    for wrong in [
        "garbage".to_owned(),
        "a.b.c".to_owned(),
        "..".to_owned(),
        message.to_owned(),
        format!("{message}."),
        format!("{good}A"),
        format!("{good}.x"),
        key.sign(&header(&key, "ES256"), &long),
    ] {
        let reply = with(&router, &wrong).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{wrong:.40}");
        assert!(challenge(&reply).contains("invalid_token"));
        assert!(!reply.body.contains(&wrong), "what was sent isn't repeated");
    }
    let bearer = format!("Bearer {good}");
    let twice = call()
        .header("authorization", &bearer)
        .header("authorization", &bearer);
    assert_eq!(twice.send(&router).await.status, StatusCode::UNAUTHORIZED);
    let basic = call()
        .header("authorization", "Basic YWRhOnNlY3JldA==")
        .send(&router)
        .await;
    assert_eq!(basic.status, StatusCode::UNAUTHORIZED);
    for malformed in ["Bearer", "Bearer a b", &format!("{bearer}, x")] {
        let reply = call()
            .header("authorization", malformed)
            .send(&router)
            .await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{malformed:.20}");
    }
}

#[tokio::test]
async fn a_token_in_the_address_counts_for_nothing() {
    let issuer = Issuer::start().await;
    let key = Key::new("k", "ES256");
    issuer.publish(&[&key]);
    let router = server(&issuer).into_router();
    let good = key.sign(&header(&key, "ES256"), &issuer.claims());
    let mut address = "/mcp?access_token=".to_owned();
    write!(address, "{good}").unwrap();
    let mut request = call().request();
    *request.uri_mut() = address.parse().unwrap();
    let reply = mcp_tests::client::Reply::to(&router, request).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
}
