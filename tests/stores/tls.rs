//! The way to a server by TLS.
//!
//! Whom to trust is said by the environment, so that it takes a process of its own.

use std::process::Command;

use mcp_runtime::store;
use mcp_test_services::Database;

#[tokio::test]
async fn redis_is_reached_by_tls_if_it_is_trusted() {
    is_reached_if_it_is_trusted(&Database::redis_by_tls()).await;
}

#[tokio::test]
async fn postgres_is_reached_by_tls_if_it_is_trusted() {
    is_reached_if_it_is_trusted(&Database::postgres_by_tls()).await;
}

async fn is_reached_if_it_is_trusted(service: &Database) {
    let mut trusting = Command::new(env!("CARGO_BIN_EXE_trusts"));
    let output = trusting
        .arg(service.url())
        .env("SSL_CERT_FILE", service.certificate())
        .output()
        .expect("it can be started");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let error = store::open(&service.url())
        .await
        .expect_err("nobody has signed its certificate")
        .to_string();
    assert!(error.contains("certificate"), "{error}");
}
