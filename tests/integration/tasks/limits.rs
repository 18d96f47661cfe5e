//! How much there may be.

use serde_json::{Value, json};

use super::{about, call, made, once, sent_by, server};

#[tokio::test]
async fn a_caller_has_so_many_tasks_at_a_time() {
    let (server, gate) = server();
    let router = server.max_tasks_per_caller(2).max_tasks(3).into_router();
    let ask = call("count", json!({ "text": "a" }));
    let first = made(&router, ask.clone()).await;
    made(&router, ask.clone()).await;
    let refused = ask.send(&router).await;
    assert_eq!(refused.refusal(), (503, 503));
    assert!(refused.headers.contains_key("retry-after"));
    let error: Value = serde_json::from_str(&refused.body).unwrap();
    assert!(
        error["error"]["data"]["retryAfterMs"].is_number(),
        "{error}"
    );

    // Another caller has room, and then the server has none.
    sent_by(&router, "ada", &ask).await.result();
    assert_eq!(sent_by(&router, "ada", &ask).await.refusal(), (503, 503));

    // What has ended makes room.
    about("tasks/cancel", &first).send(&router).await.result();
    made(&router, ask.clone()).await;
    gate.open(10);
}

#[tokio::test]
async fn a_result_beyond_the_greatest_size_is_a_failure() {
    let (server, _) = server();
    let router = server.max_task_size(2_000).into_router();
    let id = made(&router, call("names", json!({}))).await;
    once(&router, &id, "input_required").await;
    let long = "x".repeat(3_000);
    let accept = json!({ "action": "accept", "content": { "name": long } });
    let refused = super::answering(&id, json!({ "first": accept }))
        .send(&router)
        .await;
    assert_eq!(refused.refusal(), (200, -32602));
    assert!(
        refused.error_message().contains("2000 are the most"),
        "{}",
        refused.body
    );

    let refused = call("count", json!({ "text": long })).send(&router).await;
    assert_eq!(refused.refusal(), (200, -32602));
}
