//! Claims: what a token says of its caller, as a type of the server's own.

use http::StatusCode;
use mcp_runtime::auth::Jwt;
use mcp_runtime::prelude::*;
use mcp_runtime::testing::Client;
use mcp_tests::client::Ask;
use serde_json::{Value, json};

use super::challenge;
use super::issuer::{Issuer, Key, RESOURCE, header};

#[derive(serde::Deserialize)]
struct Staff {
    department: String,
}

/// Say which department is the caller's.
#[mcp_tool(read_only)]
fn department(Claims(who): Claims<Staff>) -> String {
    who.department
}

/// Greet anybody.
#[mcp_tool(read_only, public)]
fn greet(who: Option<Claims<Staff>>) -> String {
    who.map_or_else(|| "somebody".to_owned(), |who| who.0.department)
}

mcp_server! {
    Company { name: "company", version: "1.0.0", claims: Staff, tools: [department, greet] }
}

#[tokio::test]
async fn claims_come_as_the_type_that_the_server_names() {
    let (issuer, key) = (Issuer::start().await, Key::new("k", "ES256"));
    issuer.publish(&[&key]);
    let tokens = Jwt::issuer(&issuer.url).resource(RESOURCE);
    let router = Company::new().authenticator(tokens).into_router();
    let mut claims = issuer.claims();
    let signed = |claims: &Value| {
        let token = key.sign(&header(&key, "ES256"), claims);
        format!("Bearer {token}")
    };
    let without = Ask::tool("department", json!({})).header("authorization", &signed(&claims));
    let without = without.send(&router).await;
    assert_eq!(without.status, StatusCode::UNAUTHORIZED);
    assert!(challenge(&without).contains("invalid_token"));
    claims["department"] = json!("sales");
    for tool in ["department", "greet"] {
        let ask = Ask::tool(tool, json!({})).header("authorization", &signed(&claims));
        let reply = ask.send(&router).await;
        assert_eq!(reply.result()["content"][0]["text"], "sales");
    }
    let nobody = Ask::tool("greet", json!({})).send(&router).await;
    assert_eq!(nobody.result()["content"][0]["text"], "somebody");
}

#[tokio::test]
async fn callers_are_made_up_in_process() {
    let sales = Client::new(Company::new()).with_claims(json!({ "department": "sales" }));
    assert_eq!(
        sales.call_tool::<department>(json!({})).await.text(),
        "sales"
    );
    let nobody = Client::new(Company::new()).anonymous();
    assert_eq!(
        nobody.call_tool::<greet>(json!({})).await.text(),
        "somebody"
    );
    let refused = nobody.call_tool::<department>(json!({})).await;
    assert_eq!(refused.refusal().unwrap().0, 401);
    assert_eq!(refused.challenge(), Some("Bearer"));
}

mod other {
    use mcp_runtime::prelude::*;

    #[derive(serde::Deserialize)]
    pub(super) struct Customer {}

    /// Say hello to a customer.
    #[mcp_tool]
    pub(super) fn hello(_who: Claims<Customer>) {}

    mcp_server! { pub(super) Shop { name: "shop", version: "1.0.0", claims: (), tools: [hello] } }
}

#[tokio::test]
async fn a_function_that_takes_other_claims_keeps_the_server_from_starting() {
    let error = other::Shop::new().check().unwrap_err().to_string();
    assert!(
        error.contains("`hello` takes `Claims<") && error.contains("Customer"),
        "{error}"
    );
}
