//! Prompts that go wrong: their own errors, panics, and too long a time.

use std::time::Duration;

use serde_json::json;

use super::{get, router, sent, text};

#[tokio::test]
async fn a_prompts_own_errors_are_told_or_masked() {
    let told = sent("echo", json!({ "text": "told" })).await;
    assert_eq!(
        (told.refusal(), told.error_message()),
        ((200, -32602), "That is no text".to_owned())
    );
    assert_eq!(told.messages()[0]["error"]["data"], json!({ "why": 1 }));
    let masked = sent("echo", json!({ "text": "masked" })).await;
    assert_eq!(masked.refusal(), (200, -32603));
    assert!(
        masked.error_message().contains("error id") && !masked.body.contains("secret"),
        "{}",
        masked.body
    );
}

#[tokio::test]
async fn a_panic_is_an_internal_error_of_its_caller_alone() {
    let router = router();
    for name in [
        "panics",
        "panics_late",
        "panics_elsewhere",
        "panics_reading",
    ] {
        let arguments = if name == "panics_reading" {
            json!({ "touchy": "x" })
        } else {
            json!({})
        };
        let (reply, other) =
            tokio::join!(async { get(name, arguments).send(&router).await }, async {
                get("echo", json!({ "text": "fine" })).send(&router).await
            });
        assert_eq!(reply.refusal(), (200, -32603), "{name}: {}", reply.body);
        assert!(
            reply.error_message().contains("error id") && !reply.body.contains("secret"),
            "{name}: {}",
            reply.body
        );
        assert_eq!(text(&other), "fine");
        assert_eq!(
            text(&get("echo", json!({ "text": "again" })).send(&router).await),
            "again"
        );
    }
}

#[tokio::test]
async fn a_prompt_that_takes_too_long_is_stopped() {
    let reply = tokio::time::timeout(Duration::from_secs(10), sent("forever", json!({})))
        .await
        .unwrap();
    assert_eq!(
        (reply.refusal(), reply.error_message()),
        (
            (200, -32603),
            "`forever` took longer than 30ms and was stopped".to_owned()
        )
    );
}
