//! Several messages in one body, as 2025-03-26 had them.

use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use super::{Client, LATEST, Messages, initialize, post, send};

/// Add two integers.
#[mcp_tool]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

mcp_server! { Sums { name: "sums", version: "1.0.0", tools: [add] } }

fn request(id: u32, method: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": { "name": "add", "arguments": { "a": id, "b": 1 } } })
}

#[tokio::test]
async fn a_batch_is_answered_by_an_array() {
    let client = Client::open(&Sums::new().into_router(), "2025-03-26", json!({})).await;
    let note = json!({ "jsonrpc": "2.0", "method": "notifications/roots/list_changed" });
    let batch = json!([
        request(1, "tools/call"),
        note,
        request(2, "tools/call"),
        request(3, "nothing"),
        7
    ]);
    let mut messages = Messages::of(client.send(&batch).await);
    let answers = messages.next().await.unwrap();
    let answers = answers.as_array().unwrap();
    assert_eq!((messages.status.as_u16(), answers.len()), (200, 4));
    assert_eq!(answers[0]["result"]["content"][0]["text"], "2");
    assert_eq!(answers[1]["result"]["content"][0]["text"], "3");
    assert_eq!(answers[2]["error"]["code"], -32601);
    assert_eq!(answers[3]["error"]["code"], -32600);
    assert_eq!(client.send(&json!([note, note])).await.status(), 202);
}

#[tokio::test]
async fn a_batch_is_bounded_and_begins_no_session_and_later_revisions_have_none() {
    let router = Sums::new().into_router();
    let march = Client::open(&router, "2025-03-26", json!({})).await;
    let latest = Client::open(&router, LATEST, json!({})).await;
    let many: Vec<Value> = (0..51).map(|id| request(id, "ping")).collect();
    for (client, batch) in [
        (&march, json!([])),
        (&march, json!(many)),
        (&march, json!([initialize(LATEST, &json!({}))])),
        (&latest, json!([request(1, "ping")])),
    ] {
        let mut messages = Messages::of(client.send(&batch).await);
        let code = messages.next().await.unwrap()["error"]["code"].take();
        assert_eq!((messages.status.as_u16(), code), (400, json!(-32600)));
    }
    let response = send(&router, post(&json!([request(1, "ping")]), &[])).await;
    assert_eq!(response.status(), 400, "without a session");
}
