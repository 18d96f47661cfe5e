//! Questions: asked on the stream of the call, answered to any instance.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use mcp_runtime::prelude::*;
use mcp_runtime::store::MemoryStore;
use serde_json::{Value, json};

use super::{Client, LATEST, Messages, text};
use crate::rounds::accept;

/// Who somebody is.
#[derive(Form)]
struct Name {
    name: String,
}

/// How to deliver.
#[derive(Form)]
enum Speed {
    /// In three days
    Slow,
    /// Tomorrow
    Fast,
}

/// An order.
#[derive(Form)]
struct Order {
    #[form(default = Speed::Slow)]
    speed: Speed,
}

/// Several of them.
#[derive(Form)]
struct Several {
    speeds: Vec<Speed>,
}

/// Greet somebody, and count it.
#[mcp_tool]
fn greet(#[mcp(ask = "Who?")] who: Name, State(count): State<Arc<AtomicUsize>>) -> String {
    count.fetch_add(1, Ordering::Relaxed);
    format!("Hello, {}", who.name)
}

/// Ask one after the other.
#[mcp_tool]
async fn twice(asker: Asker) -> Result<String, ToolError> {
    let Name { name } = asker.ask("first", "Who?").await?;
    let Order { speed } = asker.ask("second", format!("How, {name}?")).await?;
    Ok(format!("{name} {}", matches!(speed, Speed::Fast)))
}

/// Ask two at once.
#[mcp_tool]
fn both(#[mcp(ask = "Who?")] who: Name, #[mcp(ask = "Sure?")] _sure: Confirm) -> String {
    who.name
}

/// Ask for several, or take none.
#[mcp_tool]
fn many(
    #[mcp(ask = "Which?", fallback = Several { speeds: Vec::new() })] several: Several,
) -> usize {
    several.speeds.len()
}

/// Open a page.
#[mcp_tool]
fn page(
    #[mcp(ask = "Open", url = "https://example.com/x", name = "page")] _page: Visited,
) -> &'static str {
    "opened"
}

/// A prompt that asks.
#[mcp_prompt]
fn letter(#[mcp(ask = "From whom?")] from: Name) -> String {
    from.name
}

mcp_server! {
    Curious {
        name: "curious", version: "1.0.0", state: Arc<AtomicUsize>,
        tools: [greet, twice, both, many, page], prompts: [letter],
    }
}

fn able() -> Value {
    json!({ "elicitation": { "form": {}, "url": {} } })
}

/// Two instances that share keys and a store, but no bus.
fn instances() -> ([Router; 2], Arc<AtomicUsize>) {
    let (store, count) = (Arc::new(MemoryStore::new()), Arc::<AtomicUsize>::default());
    let keys = mcp_runtime::SealingKeys::new([[1; 32]]).unwrap();
    let instance = || {
        Curious::new(count.clone())
            .sealing_keys(keys.clone())
            .store(store.clone())
            .into_router()
    };
    ([instance(), instance()], count)
}

async fn call(client: &Client, tool: &str) -> Messages {
    client
        .start(json!("c"), "tools/call", json!({ "name": tool }))
        .await
}

/// The next question of a call.
async fn question(messages: &mut Messages) -> Value {
    let question = messages.next().await.expect("a question");
    assert!(
        messages.is_stream() && question["id"].is_string(),
        "{question}"
    );
    question
}

#[tokio::test]
async fn a_question_is_answered_through_another_instance_and_the_body_runs_once() {
    let ([here, there], count) = instances();
    let client = Client::open(&here, LATEST, able()).await;
    let mut messages = call(&client, "greet").await;
    let asked = question(&mut messages).await;
    assert_eq!(asked["method"], "elicitation/create");
    assert_eq!(
        (&asked["params"]["mode"], &asked["params"]["message"]),
        (&json!("form"), &json!("Who?"))
    );

    let other = client.at(&there);
    let stranger = Client::open(&there, LATEST, able()).await;
    assert_eq!(
        stranger
            .answer(&asked, accept(json!({ "name": "Eve" })))
            .await,
        400
    );
    assert_eq!(count.load(Ordering::Relaxed), 0);
    assert_eq!(
        other.answer(&asked, accept(json!({ "name": "Ada" }))).await,
        202
    );
    let answer = messages.next().await.unwrap();
    assert_eq!(
        (&answer["id"], text(&answer["result"])),
        (&json!("c"), "Hello, Ada")
    );
    assert_eq!(messages.next().await, None);
    assert_eq!(
        other.answer(&asked, accept(json!({ "name": "Bob" }))).await,
        400,
        "a second time"
    );
    assert_eq!(
        client.answer(&json!({ "id": "made-up" }), json!({})).await,
        400
    );
    assert_eq!(count.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn questions_come_one_after_the_other_and_at_once() {
    let ([here, _], _) = instances();
    let client = Client::open(&here, LATEST, able()).await;
    let mut messages = call(&client, "twice").await;
    let first = question(&mut messages).await;
    client
        .answer(&first, accept(json!({ "name": "Ada" })))
        .await;
    let second = question(&mut messages).await;
    assert_eq!(second["params"]["message"], "How, Ada?");
    client
        .answer(&second, accept(json!({ "speed": "Fast" })))
        .await;
    assert_eq!(text(&messages.next().await.unwrap()["result"]), "Ada true");

    let mut messages = call(&client, "both").await;
    let asked = [question(&mut messages).await, question(&mut messages).await];
    for question in asked.iter().rev() {
        let answer = if question["params"]["message"] == "Sure?" {
            json!({})
        } else {
            json!({ "name": "Bob" })
        };
        assert_eq!(client.answer(question, accept(answer)).await, 202);
    }
    assert_eq!(text(&messages.next().await.unwrap()["result"]), "Bob");
}

#[tokio::test]
async fn a_wrong_answer_is_asked_again_and_a_refusal_ends_the_call() {
    let ([here, _], count) = instances();
    let client = Client::open(&here, LATEST, able()).await;
    let mut messages = call(&client, "greet").await;
    let first = question(&mut messages).await;
    client.answer(&first, accept(json!({ "nome": 1 }))).await;
    let again = question(&mut messages).await;
    assert!(
        again["params"]["message"]
            .as_str()
            .unwrap()
            .starts_with("Who?")
    );
    client.answer(&again, json!({ "action": "decline" })).await;
    let result = messages.next().await.unwrap()["result"].take();
    assert_eq!(result["isError"], true);

    let mut messages = call(&client, "greet").await;
    let asked = question(&mut messages).await;
    let error = json!({ "jsonrpc": "2.0", "id": asked["id"], "error": { "code": -1, "message": "no user" } });
    assert_eq!(client.send(&error).await.status(), 202);
    let result = messages.next().await.unwrap()["result"].take();
    assert!(
        result["isError"] == true && text(&result).contains("no user"),
        "{result}"
    );
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_form_is_put_in_the_words_of_its_revision_or_not_at_all() {
    let ([here, _], _) = instances();
    let june = Client::open(&here, "2025-06-18", able()).await;
    let mut messages = call(&june, "twice").await;
    let first = question(&mut messages).await;
    assert!(first["params"].get("mode").is_none());
    june.answer(&first, accept(json!({ "name": "Ada" }))).await;
    let second = question(&mut messages).await;
    let speed = &second["params"]["requestedSchema"]["properties"]["speed"];
    assert_eq!(speed["enum"], json!(["Slow", "Fast"]));
    assert_eq!(speed["enumNames"], json!(["In three days", "Tomorrow"]));
    assert!(speed.get("default").is_none() && speed.get("oneOf").is_none());
    june.answer(&second, accept(json!({ "speed": "Fast" })))
        .await;
    assert_eq!(text(&messages.next().await.unwrap()["result"]), "Ada true");

    assert_eq!(
        text(&june.call("many", json!({})).await),
        "0",
        "the fallback"
    );
    let page = june.call("page", json!({})).await;
    assert_eq!(page["isError"], true, "{page}");
    let latest = Client::open(&here, LATEST, able()).await;
    let mut messages = call(&latest, "page").await;
    let asked = question(&mut messages).await;
    assert_eq!(asked["params"]["url"], "https://example.com/x");
    assert!(asked["params"]["elicitationId"].is_string());
    latest.answer(&asked, json!({ "action": "accept" })).await;
    assert_eq!(text(&messages.next().await.unwrap()["result"]), "opened");
}

#[tokio::test]
async fn who_cannot_be_asked_is_told_so() {
    let ([here, _], _) = instances();
    for (version, capabilities) in [("2025-03-26", able()), (LATEST, json!({}))] {
        let client = Client::open(&here, version, capabilities).await;
        let result = client.call("greet", json!({})).await;
        assert_eq!(result["isError"], true, "{result}");
        assert_eq!(text(&client.call("many", json!({})).await), "0");
        let error = client
            .request("prompts/get", json!({ "name": "letter" }))
            .await["error"]
            .take();
        assert_eq!(error["code"], -32602);
    }
}

#[tokio::test]
async fn a_prompt_asks_as_well() {
    let ([here, there], _) = instances();
    let client = Client::open(&here, LATEST, able()).await;
    let mut messages = client
        .start(json!(5), "prompts/get", json!({ "name": "letter" }))
        .await;
    let asked = question(&mut messages).await;
    client
        .at(&there)
        .answer(&asked, accept(json!({ "name": "Ada" })))
        .await;
    let result = messages.next().await.unwrap()["result"].take();
    assert_eq!(result["messages"][0]["content"]["text"], "Ada");
}

#[tokio::test]
async fn a_cancelled_call_ends_with_an_error_and_nothing_is_done() {
    let ([here, _], count) = instances();
    let client = Client::open(&here, LATEST, able()).await;
    let mut messages = call(&client, "greet").await;
    let asked = question(&mut messages).await;
    let cancel = |id: Value| json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id } });
    let stranger = Client::open(&here, LATEST, able()).await;
    stranger.send(&cancel(json!("c"))).await;
    client.send(&cancel(json!(99))).await;
    client.send(&cancel(json!("c"))).await;
    // A stream without an answer would be resumed again and again.
    let ended = messages.next().await.unwrap();
    assert_eq!(
        (&ended["id"], &ended["error"]["code"]),
        (&json!("c"), &json!(-32603))
    );
    assert_eq!(messages.next().await, None);
    client
        .answer(&asked, accept(json!({ "name": "Ada" })))
        .await;
    assert_eq!(count.load(Ordering::Relaxed), 0);
}
