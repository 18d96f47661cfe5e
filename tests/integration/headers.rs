//! The headers that mirror the body: decoded, compared, and never trusted on their own.

use axum::Router;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use mcp_tests::client::Ask;

/// Fetch rows.
#[mcp_tool]
fn rows(
    #[mcp(header = "Region")] region: String,
    #[mcp(header = "Tenant")] tenant: Option<String>,
    #[mcp(header = "Count")] count: Option<i32>,
    #[mcp(header = "Fresh")] fresh: Option<bool>,
) -> String {
    format!("{region} {tenant:?} {count:?} {fresh:?}")
}

/// Say hello in any language.
#[mcp_tool(name = "hello.world")]
fn hello() -> &'static str {
    "hello"
}

mcp_server! { Mirror { name: "mirror", version: "1.0.0", tools: [rows, hello] } }

fn router() -> Router {
    Mirror::new().into_router()
}

fn rows_of(arguments: Value) -> Ask {
    Ask::tool("rows", arguments)
}

#[tokio::test]
async fn values_are_compared_decoded() {
    let router = router();
    for (value, header) in [
        ("us-west1", "us-west1"),
        ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="),
        ("us-west1", "=?base64?dXMtd2VzdDE=?="),
        (" padded ", "=?base64?IHBhZGRlZCA=?="),
        ("=?base64?SGVsbG8=", "=?base64?SGVsbG8="),
        ("a\nb", "=?base64?YQpi?="),
    ] {
        let reply = rows_of(json!({ "region": value }))
            .header("mcp-param-region", header)
            .send(&router)
            .await;
        assert!(reply.ok_text().starts_with(value), "{value}");
    }
    for (value, header) in [
        ("Hello", "=?base64?SGVsbG8?="),
        ("Hello", "=?base64?SGVs!!!bG8=?="),
        ("Hello", "hello"),
        ("Hello", "SGVsbG8="),
        ("Hello", "=?BASE64?SGVsbG8=?="),
    ] {
        let reply = rows_of(json!({ "region": value }))
            .header("mcp-param-region", header)
            .send(&router)
            .await;
        assert_eq!(reply.refusal(), (400, -32020), "{header}");
    }
}

#[tokio::test]
async fn integers_are_compared_as_numbers_and_booleans_as_written() {
    let router = router();
    let ask = |arguments: Value, name: &str, value: &str| {
        let mut arguments = arguments;
        arguments["region"] = json!("x");
        rows_of(arguments)
            .header("mcp-param-region", "x")
            .header(name, value)
    };
    for (count, header) in [
        (json!(42), "42"),
        (json!(42.0), "42"),
        (json!(42), "42.0"),
        (json!(-7), "-7"),
        (json!(42), "4.2e1"),
    ] {
        assert!(
            ask(json!({ "count": count }), "mcp-param-count", header)
                .send(&router)
                .await
                .ok_text()
                .contains("Some("),
            "{header}"
        );
    }
    for (count, header) in [
        (json!(42), "43"),
        (json!(42), "0x2a"),
        (json!(42), " "),
        (json!(42), "NaN"),
        (json!(42), "+42."),
    ] {
        assert_eq!(
            ask(json!({ "count": count }), "mcp-param-count", header)
                .send(&router)
                .await
                .refusal(),
            (400, -32020),
            "{header}"
        );
    }
    assert!(
        ask(json!({ "fresh": true }), "mcp-param-fresh", "true")
            .send(&router)
            .await
            .ok_text()
            .contains("Some(true)")
    );
    for header in ["True", "1", "false"] {
        assert_eq!(
            ask(json!({ "fresh": true }), "mcp-param-fresh", header)
                .send(&router)
                .await
                .refusal(),
            (400, -32020),
            "{header}"
        );
    }
}

#[tokio::test]
async fn a_header_is_there_exactly_when_its_value_is() {
    let router = router();
    assert_eq!(
        rows_of(json!({ "region": "x" }))
            .send(&router)
            .await
            .refusal(),
        (400, -32020),
        "value without header"
    );
    let good = rows_of(json!({ "region": "x", "tenant": null })).header("mcp-param-region", "x");
    assert!(
        good.send(&router).await.ok_text().contains("None"),
        "null counts as absent"
    );
    assert_eq!(
        good.clone()
            .header("mcp-param-tenant", "t")
            .send(&router)
            .await
            .refusal(),
        (400, -32020),
        "header without value"
    );
    assert_eq!(
        good.clone()
            .header("mcp-param-region", "x")
            .send(&router)
            .await
            .refusal(),
        (400, -32020),
        "given twice"
    );
    assert!(
        good.header("mcp-param-other", "y")
            .send(&router)
            .await
            .ok_text()
            .starts_with('x'),
        "unknown ones are passed over"
    );
}

#[tokio::test]
async fn a_mirrored_value_has_one_form_only() {
    #[mcp_type]
    #[serde(rename_all = "lowercase")]
    enum Area {
        West,
    }

    impl mcp_runtime::HeaderParam for Area {}

    /// Go somewhere.
    #[mcp_tool]
    fn go(#[mcp(header = "Area")] area: Area) -> &'static str {
        match area {
            Area::West => "west",
        }
    }

    mcp_server! { Areas { name: "areas", version: "1.0.0", tools: [go] } }
    let router = Areas::new().into_router();
    let good = Ask::tool("go", json!({ "area": "west" })).header("mcp-param-area", "west");
    assert_eq!(good.send(&router).await.ok_text(), "west");
    // serde reads this as the same variant; a gateway that routes by the header would not see it.
    assert_eq!(
        Ask::tool("go", json!({ "area": { "west": null } }))
            .send(&router)
            .await
            .refusal(),
        (400, -32020)
    );
}

#[tokio::test]
async fn a_value_given_twice_is_refused_before_anybody_reads_it() {
    let ask = rows_of(json!({ "region": "a" })).header("mcp-param-region", "a");
    let body = ask
        .body
        .to_string()
        .replace(r#"{"region":"a"}"#, r#"{"region":"a","\u0072egion":"b"}"#);
    let reply = mcp_tests::client::Reply::to(&router(), ask.request_of(body)).await;
    assert_eq!(reply.refusal().1, -32602);
    assert!(reply.error_message().contains("twice"), "{}", reply.body);
}

#[tokio::test]
async fn standard_headers_are_compared_with_what_the_body_says() {
    let router = router();
    let call = Ask::tool("hello.world", json!({}));
    assert_eq!(call.send(&router).await.ok_text(), "hello");
    assert_eq!(
        call.clone()
            .with("mcp-name", "=?base64?aGVsbG8ud29ybGQ=?=")
            .send(&router)
            .await
            .ok_text(),
        "hello"
    );
    for (name, value) in [
        ("mcp-name", "hello"),
        ("mcp-name", "HELLO.WORLD"),
        ("mcp-name", "=?base64?aGVsbG8ud29ybGQ?="),
        ("mcp-method", "TOOLS/CALL"),
        ("mcp-method", "tools/list"),
        ("mcp-protocol-version", "2025-11-25"),
    ] {
        assert_eq!(
            call.clone().with(name, value).send(&router).await.refusal(),
            (400, -32020),
            "{name}: {value}"
        );
        assert_eq!(
            call.clone().without(name).send(&router).await.refusal(),
            (400, -32020),
            "{name} missing"
        );
    }
    for name in ["mcp-name", "mcp-method", "mcp-protocol-version"] {
        let value = call
            .headers
            .iter()
            .find(|(n, _)| n == name)
            .unwrap()
            .1
            .clone();
        assert_eq!(
            call.clone()
                .header(name, &value)
                .send(&router)
                .await
                .refusal(),
            (400, -32020),
            "{name} twice"
        );
    }
    let mut escaped = call.clone();
    escaped.body["method"] = json!("tools/call");
    let body = escaped
        .body
        .to_string()
        .replace("tools/call", r"tools\/call")
        .replace("hello.world", r"hello\u002eworld");
    assert_eq!(
        mcp_tests::client::Reply::to(&router, escaped.request_of(body))
            .await
            .ok_text(),
        "hello"
    );
}
