//! The issuer for development: the whole way of a client, from 401 to a call.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use mcp_tests::client::exchange;
use ring::digest::{SHA256, digest};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{Projects, call};

async fn started() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = Projects::new()
        .dev_issuer()
        .serve_with_shutdown(listener, std::future::pending());
    tokio::spawn(serving);
    address
}

/// Sends a request, and returns all bytes until the connection ends.
async fn raw(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = request.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn get(address: SocketAddr, path: &str) -> String {
    exchange(address, &format!("GET {path} HTTP/1.1\r\nHost: localhost")).await
}

async fn post(address: SocketAddr, path: &str, form: &str, more: &str) -> String {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\
         \r\nContent-Length: {}{more}\r\n\r\n{form}",
        form.len()
    );
    raw(address, &head).await
}

fn json(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|e| panic!("{e}: {answer}"))
}

#[tokio::test]
async fn a_client_finds_its_way_from_401_to_a_call() {
    let address = started().await;
    let denied = raw(address, &call().written()).await;
    let metadata = denied
        .split("resource_metadata=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let base = format!("http://{address}");
    let metadata = json(&get(address, metadata.strip_prefix(&base).unwrap()).await);
    let issuer = metadata["authorization_servers"][0].as_str().unwrap();
    let path = issuer.strip_prefix(&base).unwrap();
    let found = format!("/.well-known/oauth-authorization-server{path}");
    let found = json(&get(address, &found).await);
    assert_eq!(found["issuer"], issuer);
    let at = |name: &str| {
        let url = found[name].as_str().unwrap();
        url.strip_prefix(&base).unwrap().to_owned()
    };
    let verifier = "v".repeat(43);
    let challenge = BASE64.encode(digest(&SHA256, verifier.as_bytes()));
    let asked = format!(
        "response_type=code&client_id=cli&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fback&state=s1\
         &code_challenge_method=S256&code_challenge={challenge}"
    );
    let page = get(
        address,
        &format!("{}?{asked}", at("authorization_endpoint")),
    )
    .await;
    assert!(
        page.contains("Who are you?") && page.contains(&challenge),
        "{page}"
    );
    let granted = format!("{asked}&subject=ada&granted=projects%3Aread");
    let back = post(address, &at("authorization_endpoint"), &granted, "").await;
    let code = back
        .split("?code=")
        .nth(1)
        .unwrap_or_else(|| panic!("{back}"));
    let code = code.split('&').next().unwrap();
    let exchanged = |verifier: &str| {
        format!(
            "grant_type=authorization_code&client_id=cli&code={code}&code_verifier={verifier}\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fback"
        )
    };
    let token = json(&post(address, &at("token_endpoint"), &exchanged(&verifier), "").await);
    let again = json(&post(address, &at("token_endpoint"), &exchanged(&verifier), "").await);
    assert_eq!(again["error"], "invalid_grant", "a code counts once");
    let token = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let called = call().header("authorization", &token).written();
    let called = raw(address, &called).await;
    assert!(called.contains(r#"Some(\"ada\")"#), "{called}");
}

#[tokio::test]
async fn web_pages_and_other_machines_get_no_token() {
    let address = started().await;
    let form = "grant_type=client_credentials&client_id=ada";
    let own = post(address, "/auth-dev/token", form, "").await;
    assert!(own.contains("access_token"), "{own}");
    for other in ["\r\nOrigin: https://evil.example.com", "\r\nOrigin: null"] {
        let answer = post(address, "/auth-dev/token", form, other).await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    }
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let open = Projects::new()
        .dev_issuer()
        .serve_with_shutdown(listener, std::future::ready(()))
        .await;
    assert!(
        open.unwrap_err()
            .to_string()
            .contains("asks for no password")
    );
}
