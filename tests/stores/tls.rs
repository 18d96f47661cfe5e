//! The way to a server by TLS.
//!
//! Whom to trust is said by the environment, so that it takes a process of its own.

use std::process::Command;

use mcp_runtime::store::{self, contract};

use mcp_test_services::Database;

/// Tells a process of this test's program where to connect to.
const URL: &str = "MCP_TEST_TLS_URL";

#[tokio::test]
async fn redis_is_reached_by_tls_if_it_is_trusted() {
    is_reached_if_it_is_trusted(&Database::redis_by_tls()).await;
}

#[tokio::test]
async fn postgres_is_reached_by_tls_if_it_is_trusted() {
    is_reached_if_it_is_trusted(&Database::postgres_by_tls()).await;
}

async fn is_reached_if_it_is_trusted(service: &Database) {
    let mut trusting = Command::new(std::env::current_exe().expect("a program has a path"));
    trusting.args(["--exact", "tls::works_by_tls", "--nocapture", "--ignored"]);
    trusting.env(URL, service.url()).env("SSL_CERT_FILE", service.certificate());
    let output = trusting.output().expect("it can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let error = store::open(&service.url()).await.expect_err("nobody has signed its certificate").to_string();
    assert!(error.contains("certificate"), "{error}");
}

/// The process that trusts the server.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the tests above"]
async fn works_by_tls() {
    let Ok(url) = std::env::var(URL) else { return };
    let connect = async || store::open(&url).await.expect("it is trusted");
    contract::check_shared(connect().await, connect().await).await;
}
