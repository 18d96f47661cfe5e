//! Authorization as clients and attackers meet it. Names in brackets are the rules of the
//! specification's pages on authorization.

mod challenges;
mod claims;
mod dev_issuer;
mod earlier;
mod issuer;
mod keys;
mod listeners;
mod scopes;
mod simple;
mod tasks;
mod tokens;
mod two_issuers;

use axum::Router;
use axum::body::Body;
use mcp_runtime::HttpParts;
use mcp_runtime::auth::Jwt;
use mcp_runtime::prelude::*;
use mcp_tests::client::{Ask, Reply};
use serde_json::json;

use issuer::{Issuer, RESOURCE};

/// Say who calls, and what of their request can be seen.
#[mcp_tool(read_only)]
fn whoami(principal: Principal, HttpParts(parts): HttpParts) -> String {
    let token = parts.headers.get("authorization");
    format!(
        "{:?} {:?} {token:?}",
        principal.issuer(),
        principal.subject()
    )
}

mcp_server! { Projects { name: "projects", version: "1.0.0", tools: [whoami] } }

fn server(issuer: &Issuer) -> Projects {
    Projects::new().authenticator(Jwt::issuer(&issuer.url).resource(RESOURCE))
}

fn call() -> Ask {
    Ask::tool("whoami", json!({}))
}

/// A call with this token.
async fn with(router: &Router, token: &str) -> Reply {
    call()
        .header("authorization", &format!("Bearer {token}"))
        .send(router)
        .await
}

fn challenge(reply: &Reply) -> &str {
    reply
        .headers
        .get("www-authenticate")
        .map_or("", |value| value.to_str().unwrap())
}

async fn get(router: &Router, path: &str) -> Reply {
    let request = http::Request::get(path)
        .header("host", "localhost")
        .body(Body::empty());
    Reply::to(router, request.unwrap()).await
}
