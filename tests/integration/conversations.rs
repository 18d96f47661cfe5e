//! Questions one after the other: inside a body, beside its parameters, over any transport, and
//! with nobody left to answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use crate::rounds::{self, Asked, SOON, Wire, able, accept, call, retry};
use mcp_tests::client::{Ask, Reply};

#[derive(Form)]
struct Text {
    text: String,
}

#[derive(Clone)]
struct Watch {
    ran: Arc<AtomicUsize>,
    events: mpsc::UnboundedSender<&'static str>,
    go: Arc<Semaphore>,
}

/// Says when it is dropped.
struct Dropped(mpsc::UnboundedSender<&'static str>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send("dropped");
    }
}

/// Three questions, each of which depends on the one before.
#[mcp_tool(read_only)]
async fn story(asker: Asker, State(watch): State<Watch>) -> Result<String, ToolError> {
    watch.ran.fetch_add(1, Ordering::SeqCst);
    let hero = asker.ask::<Text>("hero", "Who?").await?.text;
    let place = asker
        .ask::<Text>("place", format!("Where is {hero}?"))
        .await?
        .text;
    let end = asker
        .question::<Text>(
            "end",
            Question::new(format!("What becomes of {hero} in {place}?")),
        )
        .await?;
    Ok(format!(
        "{hero}, {place}, {:?}",
        end.accepted().map(|end| end.text)
    ))
}

/// A question that is declared, and one that isn't.
#[mcp_tool]
async fn both(
    #[mcp(ask = "Which?")] which: Text,
    asker: Asker,
    State(watch): State<Watch>,
) -> Result<String, ToolError> {
    watch.ran.fetch_add(1, Ordering::SeqCst);
    let Confirm = asker.ask("sure", format!("Really {}?", which.text)).await?;
    Ok(which.text)
}

/// Progress, then a question.
#[mcp_tool]
async fn noisy(asker: Asker, cx: Context) -> Result<String, ToolError> {
    cx.progress(1.0);
    cx.log(LogLevel::Error, "about to ask");
    let text = asker.ask::<Text>("text", "What?").await?.text;
    cx.progress(2.0);
    Ok(text)
}

/// Think before asking.
#[mcp_tool]
fn slow(#[mcp(ask_with = thinking(watch).await)] text: Text, State(watch): State<Watch>) -> String {
    watch.ran.fetch_add(1, Ordering::SeqCst);
    text.text
}

async fn thinking(watch: &Watch) -> Question<Text> {
    let _dropped = Dropped(watch.events.clone());
    let _ = watch.events.send("thinking");
    watch.go.acquire().await.unwrap().forget();
    Question::new("What?")
}

/// A prompt that asks in its body.
#[mcp_prompt]
async fn riddle(asker: Asker) -> Result<String, ToolError> {
    Ok(asker.ask::<Text>("text", "What?").await?.text)
}

/// A resource that asks in its body.
#[mcp_resource("riddle://{name}", ttl = "1h", cache = "public")]
async fn hidden(name: String, asker: Asker) -> Result<Option<String>, ToolError> {
    let text = asker
        .ask::<Text>("text", format!("What of {name}?"))
        .await?
        .text;
    Ok((text == "open").then_some(name))
}

mcp_server! {
    Talk { name: "talk", version: "1.0.0", state: Watch, tools: [story, both, noisy, slow], prompts: [riddle], resources: [hidden] }
}

fn server() -> (Talk, Watch, mpsc::UnboundedReceiver<&'static str>) {
    let (events, received) = mpsc::unbounded_channel();
    let watch = Watch {
        ran: Arc::default(),
        events,
        go: Arc::new(Semaphore::new(0)),
    };
    (Talk::new(watch.clone()), watch, received)
}

fn router() -> (Router, Watch) {
    let (server, watch, _) = server();
    (server.into_router(), watch)
}

fn said(key: &str, text: &str) -> Value {
    json!({ key: accept(json!({ "text": text })) })
}

#[tokio::test]
async fn each_round_asks_one_more_and_keeps_what_was_answered() {
    let (router, watch) = router();
    let ask = call("story", json!({}));
    let hero = rounds::ask(&router, &ask).await;
    assert_eq!((hero.keys(), hero.message("hero")), (vec!["hero"], "Who?"));
    let place = rounds::ask(&router, &retry(&ask, &hero, said("hero", "Ada"))).await;
    assert_eq!(
        (place.keys(), place.message("place")),
        (vec!["place"], "Where is Ada?")
    );
    let end = rounds::ask(&router, &retry(&ask, &place, said("place", "Bern"))).await;
    assert_eq!(end.message("end"), "What becomes of Ada in Bern?");
    assert_eq!(
        retry(&ask, &end, said("end", "Joy"))
            .send(&router)
            .await
            .ok_text(),
        "Ada, Bern, Some(\"Joy\")"
    );
    let declined = retry(&ask, &end, json!({ "end": { "action": "decline" } }))
        .send(&router)
        .await;
    assert_eq!(declined.ok_text(), "Ada, Bern, None");
    assert_eq!(watch.ran.load(Ordering::SeqCst), 5, "once a round");
}

#[tokio::test]
async fn answers_of_earlier_rounds_are_sealed() {
    let (router, _) = router();
    let ask = call("story", json!({}));
    let hero = rounds::ask(&router, &ask).await;
    let place = rounds::ask(&router, &retry(&ask, &hero, said("hero", "Ada"))).await;
    assert!(!place.state.contains("Ada") && place.state != hero.state);
    let mut both = said("place", "Bern");
    both["hero"] = accept(json!({ "text": "Mallory" }));
    let end = rounds::ask(&router, &retry(&ask, &place, both)).await;
    assert_eq!(
        end.message("end"),
        "What becomes of Ada in Bern?",
        "what was answered can't be answered otherwise"
    );
    // A state of an earlier round still leads on from there, and doesn't know of later ones.
    let other = rounds::ask(&router, &retry(&ask, &hero, said("hero", "Bob"))).await;
    assert_eq!(other.message("place"), "Where is Bob?");
    let early = rounds::ask(&router, &retry(&ask, &hero, said("place", "Bern"))).await;
    assert_eq!(early.keys(), ["hero"], "not asked for yet");
}

#[tokio::test]
async fn a_plain_answer_that_is_declined_ends_the_call_with_words() {
    let (router, _) = router();
    let ask = call("story", json!({}));
    let hero = rounds::ask(&router, &ask).await;
    let text = retry(&ask, &hero, json!({ "hero": { "action": "cancel" } }))
        .send(&router)
        .await
        .error_text();
    assert!(text.contains("dismissed the question `hero`"), "{text}");
}

#[tokio::test]
async fn declared_questions_come_first_and_are_remembered_while_the_body_asks() {
    let (router, watch) = router();
    let ask = call("both", json!({}));
    let which = rounds::ask(&router, &ask).await;
    assert_eq!(
        (which.keys(), watch.ran.load(Ordering::SeqCst)),
        (vec!["which"], 0)
    );
    let sure = rounds::ask(&router, &retry(&ask, &which, said("which", "this"))).await;
    assert_eq!(
        (sure.keys(), sure.message("sure")),
        (vec!["sure"], "Really this?")
    );
    assert_eq!(
        retry(&ask, &sure, json!({ "sure": { "action": "accept" } }))
            .send(&router)
            .await
            .ok_text(),
        "this"
    );
    assert_eq!(watch.ran.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_client_that_cannot_be_asked_in_a_body_is_told_so() {
    let (router, _) = router();
    let reply = Ask::tool("story", json!({})).send(&router).await;
    assert_eq!(reply.refusal(), (400, -32021));
    assert_eq!(
        reply.messages()[0]["error"]["data"]["requiredCapabilities"],
        json!({ "elicitation": { "form": {} } })
    );
}

#[tokio::test]
async fn what_is_emitted_before_a_question_comes_before_it() {
    let (router, _) = router();
    let ask = call("noisy", json!({}))
        .meta("progressToken", json!("p"))
        .meta("io.modelcontextprotocol/logLevel", json!("error"));
    let reply = ask.send(&router).await;
    let methods: Vec<Value> = reply
        .messages()
        .iter()
        .map(|message| message["method"].clone())
        .collect();
    assert_eq!(
        methods,
        [
            json!("notifications/progress"),
            json!("notifications/message"),
            Value::Null
        ]
    );
    let asked = Asked::of(&reply);
    assert_eq!(
        retry(&ask, &asked, said("text", "this"))
            .send(&router)
            .await
            .ok_text(),
        "this"
    );
}

#[tokio::test]
async fn answers_too_long_to_be_kept_are_a_clear_error() {
    let (server, _watch, _events) = server();
    let router = server.max_question(100_000).into_router();
    let ask = call("story", json!({}));
    let hero = rounds::ask(&router, &ask).await;
    let fits = rounds::ask(
        &router,
        &retry(&ask, &hero, said("hero", &"x".repeat(40_000))),
    )
    .await;
    assert!(fits.state.len() <= 64 * 1024);
    let text = retry(&ask, &hero, said("hero", &"x".repeat(60_000)))
        .send(&router)
        .await
        .error_text();
    assert!(
        text.contains("65536 bytes") && !text.contains("error id"),
        "{text}"
    );
    let text = retry(&ask, &fits, said("place", &"x".repeat(20_000)))
        .send(&router)
        .await
        .error_text();
    assert!(text.contains("65536 bytes"), "all of them together: {text}");
    // The last answer isn't kept, so it may be as long as a body.
    let place = rounds::ask(&router, &retry(&ask, &hero, said("hero", "Ada"))).await;
    let end = rounds::ask(&router, &retry(&ask, &place, said("place", "Bern"))).await;
    assert!(
        retry(&ask, &end, said("end", &"x".repeat(1_000_000)))
            .send(&router)
            .await
            .ok_text()
            .len()
            > 1_000_000
    );
}

#[tokio::test]
async fn prompts_and_resources_ask_in_their_bodies_too() {
    let (router, _) = router();
    let prompt = able(
        Ask::new("prompts/get", json!({ "name": "riddle" })).header("mcp-name", "riddle"),
        rounds::all(),
    );
    let asked = rounds::ask(&router, &prompt).await;
    let result = retry(&prompt, &asked, said("text", "me"))
        .send(&router)
        .await
        .result();
    assert_eq!(result["messages"][0]["content"]["text"], "me");
    let resource = able(
        Ask::new("resources/read", json!({ "uri": "riddle://x" })).header("mcp-name", "riddle://x"),
        rounds::all(),
    );
    let asked = rounds::ask(&router, &resource).await;
    assert_eq!(asked.message("text"), "What of x?");
    let result = retry(&resource, &asked, said("text", "open"))
        .send(&router)
        .await
        .result();
    assert_eq!(
        (
            &result["contents"][0]["text"],
            &result["cacheScope"],
            &result["ttlMs"]
        ),
        (&json!("x"), &json!("private"), &json!(0))
    );
    let reply = retry(&resource, &asked, said("text", "shut"))
        .send(&router)
        .await;
    assert_eq!(
        (reply.refusal(), &reply.messages()[0]["error"]["data"]),
        ((200, -32602), &json!({ "uri": "riddle://x" }))
    );
}

#[tokio::test]
async fn a_client_that_goes_away_takes_the_question_with_it() {
    let (server, watch, mut events) = server();
    let router = server.into_router();
    let request = call("slow", json!({})).request();
    let waiting = tokio::spawn(async move { Reply::to(&router, request).await });
    assert_eq!(
        timeout(SOON, events.recv()).await.unwrap(),
        Some("thinking")
    );
    waiting.abort();
    assert_eq!(timeout(SOON, events.recv()).await.unwrap(), Some("dropped"));
    assert_eq!(watch.ran.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_question_can_be_cancelled_over_stdio_while_it_is_computed() {
    let (server, watch, mut events) = server();
    let mut wire = Wire::to(server);
    wire.send(&call("slow", json!({})).body).await;
    assert_eq!(
        timeout(SOON, events.recv()).await.unwrap(),
        Some("thinking")
    );
    wire.cancel(json!(1)).await;
    assert_eq!(timeout(SOON, events.recv()).await.unwrap(), Some("dropped"));
    assert_eq!(
        wire.finish().await,
        [] as [Value; 0],
        "and nothing more is heard of it"
    );
    assert_eq!(watch.ran.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn questions_are_asked_and_answered_over_stdio() {
    let (server, watch, _events) = server();
    watch.go.add_permits(2);
    let mut wire = Wire::to(server);
    for (name, key) in [("slow", "text"), ("noisy", "text")] {
        let ask = call(name, json!({})).meta("io.modelcontextprotocol/logLevel", json!("error"));
        wire.send(&ask.body).await;
        let mut message = wire.read().await.unwrap();
        if name == "noisy" {
            assert_eq!(
                message["method"], "notifications/message",
                "before the question"
            );
            message = wire.read().await.unwrap();
        }
        assert_eq!(message["id"], 1);
        let asked = Asked::of_result(&message["result"]);
        let mut state = asked.clone();
        state.state.insert(9, 'x');
        wire.send(&retry(&ask, &state, said(key, "no")).body).await;
        assert_eq!(wire.read().await.unwrap()["error"]["code"], -32602);
        wire.send(&retry(&ask, &asked, said(key, "yes")).body).await;
        let mut last = wire.read().await.unwrap();
        while last.get("id").is_none() {
            last = wire.read().await.unwrap();
        }
        assert_eq!(
            (&last["id"], &last["result"]["content"][0]["text"]),
            (&json!(2), &json!("yes"))
        );
    }
    assert_eq!(wire.finish().await, [] as [Value; 0]);
}
