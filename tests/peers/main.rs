//! The official clients against `examples/everything`: what the server means must be what they
//! understand; and against `examples/tickets`, behind an authorization server.
//!
//! Each client does the same, over HTTP and over standard input and output, and says what it saw in
//! the protocol's own words, so that one list of expectations holds for all.

mod expected;
mod inspector;
mod oauth;
mod program;
mod python;
mod rust;
mod seen;
mod typescript;

use std::path::PathBuf;

use mcp_tests::{Example, build};

const EXAMPLE: &str = "everything";

/// How a client meets the server.
enum Server {
    /// It runs, and is spoken to by HTTP.
    Http(Example),
    /// The client starts it, and speaks to its standard input and output.
    Stdio(PathBuf),
}

impl Server {
    async fn http() -> Self {
        Self::Http(Example::start(EXAMPLE).await)
    }

    async fn stdio() -> Self {
        Self::Stdio(build(EXAMPLE).await)
    }
}

#[tokio::test]
async fn typescript_over_http() {
    let seen = typescript::run(&Server::http().await).await;
    expected::check(&seen);
    expected::check_graceful_end(&seen);
}

#[tokio::test]
async fn typescript_over_stdio() {
    expected::check(&typescript::run(&Server::stdio().await).await);
}

#[tokio::test]
async fn rust_over_http() {
    let seen = rust::run(&Server::http().await).await;
    expected::check(&seen);
    expected::check_graceful_end(&seen);
}

#[tokio::test]
async fn rust_over_stdio() {
    expected::check(&rust::run(&Server::stdio().await).await);
}

#[tokio::test]
async fn typescript_of_an_earlier_revision_over_http() {
    let seen = typescript::run_earlier(&Server::http().await).await;
    expected::check_earlier_with_changes(&seen, -32602);
}

#[tokio::test]
async fn typescript_of_an_earlier_revision_over_stdio() {
    let seen = typescript::run_earlier(&Server::stdio().await).await;
    expected::check_earlier_with_changes(&seen, -32602);
}

#[tokio::test]
async fn typescript_of_the_first_packages_over_http() {
    let seen = typescript::run_first(&Server::http().await).await;
    expected::check_earlier_with_changes(&seen, -32002);
}

#[tokio::test]
async fn typescript_of_the_first_packages_over_stdio() {
    let seen = typescript::run_first(&Server::stdio().await).await;
    expected::check_earlier_with_changes(&seen, -32002);
}

#[tokio::test]
async fn rust_of_an_earlier_revision_over_http() {
    expected::check_earlier(&rust::run_earlier(&Server::http().await).await, -32002);
}

#[tokio::test]
async fn rust_of_an_earlier_revision_over_stdio() {
    expected::check_earlier(&rust::run_earlier(&Server::stdio().await).await, -32002);
}

#[tokio::test]
async fn python_over_http() {
    let seen = python::run(&Server::http().await).await;
    expected::check(&seen);
    expected::check_graceful_end(&seen);
}

#[tokio::test]
async fn python_over_stdio() {
    expected::check(&python::run(&Server::stdio().await).await);
}

#[tokio::test]
async fn python_of_an_earlier_revision_over_http() {
    let seen = python::run_earlier(&Server::http().await).await;
    expected::check_earlier_with_changes(&seen, -32002);
}

#[tokio::test]
async fn python_of_an_earlier_revision_over_stdio() {
    let seen = python::run_earlier(&Server::stdio().await).await;
    expected::check_earlier_with_changes(&seen, -32002);
}

#[tokio::test]
async fn python_of_the_first_packages_over_http() {
    let seen = python::run_first(&Server::http().await).await;
    expected::check_earlier_with_changes(&seen, -32002);
}

#[tokio::test]
async fn python_of_the_first_packages_over_stdio() {
    let seen = python::run_first(&Server::stdio().await).await;
    expected::check_earlier_with_changes(&seen, -32002);
}

#[tokio::test]
async fn the_inspector_over_http() {
    inspector::check(&Server::http().await).await;
}

#[tokio::test]
async fn the_inspector_over_stdio() {
    inspector::check(&Server::stdio().await).await;
}
