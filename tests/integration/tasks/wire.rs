//! Tasks, as a client reads them.

use serde_json::{Value, json};

use super::{about, call, get, made, once, router};
use mcp_tests::client::Ask;

#[tokio::test]
async fn a_server_tells_of_the_extension_where_a_tool_has_tasks() {
    let (router, _) = router();
    let discovered = Ask::new("server/discover", json!({}))
        .send(&router)
        .await
        .result();
    let extensions = &discovered["capabilities"]["extensions"];
    assert_eq!(extensions["io.modelcontextprotocol/tasks"], json!({}));
    assert!(discovered["capabilities"].get("tasks").is_none());
}

#[tokio::test]
async fn a_task_is_flat_and_there_at_once() {
    let (router, gate) = router();
    let task = call("count", json!({ "text": "a b c" }))
        .send(&router)
        .await
        .result();
    for absent in [
        "result",
        "error",
        "inputRequests",
        "requestState",
        "task",
        "content",
    ] {
        assert!(task.get(absent).is_none(), "{task}");
    }
    assert_eq!(task["resultType"], "task");
    assert_eq!(task["status"], "working");
    assert_eq!(
        (&task["ttlMs"], &task["pollIntervalMs"]),
        (&json!(3_600_000), &json!(1000))
    );
    assert_eq!(
        task["_meta"]["io.modelcontextprotocol/serverInfo"]["name"],
        "tasks"
    );
    let at = task["createdAt"].as_str().unwrap();
    assert!(
        at.starts_with("20") && at.ends_with('Z') && at.contains('T'),
        "{at}"
    );

    let id = task["taskId"].as_str().unwrap();
    let seen = get(&router, id).await;
    assert_eq!(seen["resultType"], "complete");
    for same in ["taskId", "createdAt", "ttlMs", "pollIntervalMs"] {
        assert_eq!(seen[same], task[same], "{same}");
    }
    gate.open(1);
    let done = once(&router, id, "completed").await;
    assert_eq!(done["result"]["structuredContent"], json!({ "words": 3 }));
    assert!(done.get("error").is_none() && done.get("inputRequests").is_none());
    // What is over can be cancelled, which changes nothing.
    let ack = about("tasks/cancel", id).send(&router).await.result();
    assert_eq!(ack, json!({ "resultType": "complete" }));
    assert_eq!(get(&router, id).await, done);
}

/// Letter by letter, though the request's ids differ.
#[tokio::test]
async fn the_result_of_a_task_is_that_of_a_plain_call() {
    let (router, gate) = router();
    gate.open(10);
    for (tool, arguments) in [
        ("count", json!({ "text": "a b c" })),
        ("go_wrong", json!({ "how": "tell" })),
        ("go_wrong", json!({ "how": "not at all" })),
    ] {
        let plain = Ask::tool(tool, arguments.clone()).send(&router).await;
        let id = made(&router, call(tool, arguments)).await;
        once(&router, &id, "completed").await;
        let ended = about("tasks/get", &id).send(&router).await;
        let result = plain.body.split_once(r#""result":"#).unwrap().1;
        let result = result.strip_suffix('}').unwrap();
        assert!(
            ended.body.contains(&format!(r#""result":{result}"#)),
            "{result}\nis not in\n{}",
            ended.body
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_arguments_is_said_without_a_task() {
    let (router, _) = router();
    let (text, is_error) = call("count", json!({})).send(&router).await.text();
    assert!(is_error && text.contains("`text` is required"), "{text}");
}

#[tokio::test]
async fn what_ends_at_once_is_answered_directly() {
    let (router, _) = router();
    let asked = call("quick", json!({}));
    let plain = Ask::tool("quick", json!({})).send(&router).await.body;
    assert_eq!(asked.send(&router).await.body, plain);
}

#[tokio::test]
async fn a_hint_of_an_earlier_revision_changes_nothing() {
    let (router, _) = router();
    let mut ask = call("greet", json!({ "name": "Ada" }));
    ask.body["params"]["task"] = json!({ "ttl": 60_000 });
    let result = ask.send(&router).await.result();
    assert_eq!(result["content"][0]["text"], "Hello, Ada!");
    assert_eq!(result["taskId"], Value::Null);
}
