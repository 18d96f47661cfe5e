//! Names of prompts: unknown ones, and those in the header.

use serde_json::json;

use super::{get, router, sent, text};
use mcp_tests::client::Ask;

#[tokio::test]
async fn an_unknown_prompt_is_refused_with_what_was_meant() {
    let reply = sent("valeus", json!({})).await;
    assert_eq!(reply.refusal(), (200, -32602));
    assert_eq!(
        reply.error_message(),
        "Unknown prompt: `valeus`; did you mean `values`?"
    );
    let reply = Ask::new("prompts/get", json!({})).send(&router()).await;
    assert_eq!(
        reply.refusal(),
        (200, -32602),
        "no name, and no header of it"
    );
}

#[tokio::test]
async fn the_name_in_the_header_is_the_name_in_the_body_and_is_checked_first() {
    let router = router();
    let ask = get("echo", json!({ "text": "a" }));
    assert_eq!(
        text(
            &ask.clone()
                .with("mcp-name", "=?base64?ZWNobw==?=")
                .send(&router)
                .await
        ),
        "a"
    );
    for wrong in ["Echo", "bare", "=?base64?ZWNobw?=", ""] {
        assert_eq!(
            ask.clone()
                .with("mcp-name", wrong)
                .send(&router)
                .await
                .refusal(),
            (400, -32020),
            "{wrong:?}"
        );
    }
    assert_eq!(
        ask.clone()
            .without("mcp-name")
            .send(&router)
            .await
            .refusal(),
        (400, -32020)
    );
    assert_eq!(
        ask.clone()
            .header("mcp-name", "echo")
            .send(&router)
            .await
            .refusal(),
        (400, -32020),
        "twice"
    );
    // The header comes before the version, the version before the method, the method before the
    // name, the name before arguments.
    let unknown = get("nobody", json!({ "text": 5 }));
    assert_eq!(
        unknown
            .clone()
            .with("mcp-name", "x")
            .meta(
                "io.modelcontextprotocol/protocolVersion",
                json!("1999-01-01")
            )
            .send(&router)
            .await
            .refusal(),
        (400, -32020)
    );
    let old = unknown
        .clone()
        .with("mcp-protocol-version", "1999-01-01")
        .meta(
            "io.modelcontextprotocol/protocolVersion",
            json!("1999-01-01"),
        );
    assert_eq!(old.send(&router).await.refusal(), (400, -32022));
    assert_eq!(
        unknown.send(&router).await.error_message(),
        "Unknown prompt: `nobody`"
    );
}
