//! Questions before a task is made, and in the middle of it.

use mcp_runtime::prelude::*;
use serde_json::json;

use super::{answering, call, get, made, once, router};

#[derive(Form)]
pub(super) struct Name {
    name: String,
}

#[derive(Form)]
struct Count {
    count: u32,
}

/// Order something, in two steps.
#[mcp_tool(task)]
pub(super) async fn order(
    #[mcp(ask = "For whom?")] whom: Name,
    asker: Asker,
) -> Result<String, ToolError> {
    let Count { count } = asker
        .ask("count", format!("How many for {}?", whom.name))
        .await?;
    let Confirm = asker
        .ask("sure", format!("{count} for {}?", whom.name))
        .await?;
    Ok(format!("{count} for {}", whom.name))
}

/// Ask two things at once.
#[mcp_tool(read_only, task)]
pub(super) async fn names(asker: Asker) -> Result<String, ToolError> {
    let (first, last) = tokio::join!(
        asker.ask::<Name>("first", "The first name?"),
        asker.ask::<Name>("last", "The last name?"),
    );
    Ok(format!("{} {}", first?.name, last?.name))
}

fn accept(content: serde_json::Value) -> serde_json::Value {
    json!({ "action": "accept", "content": content })
}

#[tokio::test]
async fn some_is_asked_before_the_task_is_made_and_some_in_it() {
    let (router, _) = router();
    let mut ask = call("order", json!({}));
    let asked = ask.send(&router).await.result();
    assert_eq!(asked["resultType"], "input_required", "{asked}");
    assert!(asked.get("taskId").is_none());
    ask.body["params"]["requestState"] = asked["requestState"].clone();
    ask.body["params"]["inputResponses"] = json!({ "whom": accept(json!({ "name": "Ada" })) });
    let id = made(&router, ask.clone()).await;
    // The answer counted once: it makes no second task.
    assert_eq!(ask.send(&router).await.refusal(), (200, -32602));

    let task = once(&router, &id, "input_required").await;
    let asked = task["inputRequests"].as_object().unwrap();
    assert_eq!(asked.keys().collect::<Vec<_>>(), ["count"]);
    assert_eq!(asked["count"]["method"], "elicitation/create");
    assert_eq!(asked["count"]["params"]["message"], "How many for Ada?");
    assert!(task.get("requestState").is_none());

    // An answer that can't be read is no answer: it is asked again, under another key.
    let wrong = answering(&id, json!({ "count": accept(json!({ "count": "many" })) }));
    assert_eq!(
        wrong.send(&router).await.result(),
        json!({ "resultType": "complete" })
    );
    let task = once(&router, &id, "input_required").await;
    let task = match task["inputRequests"].get("count-2") {
        Some(_) => task,
        // It was looked at before the worker had read the answer.
        None => once(&router, &id, "input_required").await,
    };
    let again = &task["inputRequests"]["count-2"]["params"]["message"];
    assert!(again.as_str().unwrap().contains("not right"), "{task}");

    // What isn't asked, or not any more, is ignored.
    let stale = answering(
        &id,
        json!({ "count": accept(json!({ "count": 1 })), "x": {} }),
    );
    assert_eq!(
        stale.send(&router).await.result(),
        json!({ "resultType": "complete" })
    );
    assert_eq!(get(&router, &id).await["status"], "input_required");

    answering(&id, json!({ "count-2": accept(json!({ "count": 3 })) }))
        .send(&router)
        .await;
    let task = loop {
        let task = once(&router, &id, "input_required").await;
        if task["inputRequests"].get("sure").is_some() {
            break task;
        }
    };
    assert_eq!(
        task["inputRequests"]["sure"]["params"]["message"],
        "3 for Ada?"
    );
    answering(&id, json!({ "sure": accept(json!({})) }))
        .send(&router)
        .await;
    let done = once(&router, &id, "completed").await;
    assert_eq!(done["result"]["content"][0]["text"], "3 for Ada");
}

#[tokio::test]
async fn two_questions_are_answered_one_by_one() {
    let (router, _) = router();
    let id = made(&router, call("names", json!({}))).await;
    let task = once(&router, &id, "input_required").await;
    assert_eq!(
        task["inputRequests"].as_object().unwrap().len(),
        2,
        "{task}"
    );
    answering(
        &id,
        json!({ "last": accept(json!({ "name": "Lovelace" })) }),
    )
    .send(&router)
    .await;
    // The very next look no longer has what was answered.
    let task = get(&router, &id).await;
    assert_eq!(task["status"], "input_required");
    assert_eq!(
        task["inputRequests"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["first"]
    );
    answering(&id, json!({ "first": accept(json!({ "name": "Ada" })) }))
        .send(&router)
        .await;
    let done = once(&router, &id, "completed").await;
    assert_eq!(done["result"]["content"][0]["text"], "Ada Lovelace");
}

#[tokio::test]
async fn who_declines_ends_the_task_with_a_result() {
    let (router, _) = router();
    let id = made(&router, call("names", json!({}))).await;
    once(&router, &id, "input_required").await;
    let decline = json!({ "action": "decline" });
    answering(&id, json!({ "first": decline, "last": decline }))
        .send(&router)
        .await;
    let done = once(&router, &id, "completed").await;
    assert_eq!(done["result"]["isError"], true, "{done}");
}

#[tokio::test]
async fn answers_that_are_none_are_refused() {
    let (router, _) = router();
    let id = made(&router, call("names", json!({}))).await;
    once(&router, &id, "input_required").await;
    for wrong in [json!([]), json!(7), serde_json::Value::Null] {
        let reply = answering(&id, wrong).send(&router).await;
        assert_eq!(reply.refusal(), (200, -32602));
    }
}
