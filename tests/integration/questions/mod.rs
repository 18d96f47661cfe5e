//! Questions as parameters: who is asked what, and what becomes of each kind of answer.
// Sampling and roots are deprecated, and still there.
#![allow(deprecated)]

mod answers;
mod wording;

use axum::Router;
use mcp_runtime::input::quote_untrusted;
use mcp_runtime::input::{CreateMessageRequest, CreateMessageResult, Roots};
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use crate::rounds::{self, able, accept, call, retry};
use mcp_tests::client::{Ask, Reply};

/// Who somebody is.
#[derive(Form)]
struct Name {
    #[form(length = 1..=20)]
    name: String,
    age: Option<u8>,
}

/// Greet somebody.
#[mcp_tool(read_only)]
fn greet(greeting: String, #[mcp(ask = "Who is {greeting} for?")] who: Name) -> String {
    format!("{greeting}, {} ({:?})", who.name, who.age)
}

/// One of each kind.
#[mcp_tool(read_only)]
fn kinds(
    #[mcp(ask = "Name?")] who: Name,
    #[mcp(ask = "Go on?", name = "go_on")] _go: Confirm,
    #[mcp(ask = "Open it", url = "https://example.com/x", name = "page")] _page: Visited,
    #[mcp(ask_with = CreateMessageRequest::new("Say hi").max_tokens(7).system_prompt("Be brief"))]
    said: CreateMessageResult,
    #[mcp(ask)] roots: Roots,
) -> String {
    format!("{} {} {}", who.name, said.text, roots.roots.len())
}

/// See refusals.
#[mcp_tool(read_only)]
fn seen(
    #[mcp(ask = "Name?")] who: Answer<Name>,
    #[mcp(ask = "Sure?")] sure: Answer<Confirm>,
) -> String {
    let who = match who {
        Answer::Accepted(who) => who.name,
        Answer::Declined => "declined".into(),
        Answer::Cancelled => "cancelled".into(),
    };
    format!("{who} {}", sure.accepted().is_some())
}

/// Fall back.
#[mcp_tool]
fn falls_back(
    #[mcp(ask = "Name?", fallback = Name { name: "nobody".into(), age: None })] who: Name,
) -> String {
    who.name
}

/// A page alone.
#[mcp_tool]
fn page(
    #[mcp(ask = "Open it", url = "https://example.com/x", name = "page")] _page: Visited,
) -> &'static str {
    "opened"
}

/// A form and a model.
#[mcp_tool]
fn two_needs(
    #[mcp(ask = "Name?")] who: Name,
    #[mcp(ask = "Say hi")] said: CreateMessageResult,
) -> String {
    format!("{} {}", who.name, said.text)
}

/// An answer that comes by itself counts.
#[mcp_tool]
fn volunteered(#[mcp(ask = "Name?", volunteered)] who: Name) -> String {
    who.name
}

/// Whether to ask depends on an argument.
#[mcp_tool]
fn some(names: Vec<String>, #[mcp(ask_with = few(names), name = "ok")] _ok: Confirm) -> usize {
    names.len()
}

fn few(names: &[String]) -> Question<Confirm> {
    match names {
        [] | [_] => Question::answered(Confirm),
        names => Question::new(format!("All of {}?", quote_untrusted(names))),
    }
}

/// Panics over the question.
#[mcp_tool]
fn panics(#[mcp(ask_with = panicking())] _ok: Confirm) {}

fn panicking() -> Question<Confirm> {
    panic!("secret")
}

/// A prompt that asks.
#[mcp_prompt]
fn letter(to: String, #[mcp(ask = "Who writes to {to}?")] from: Name) -> String {
    format!("{} to {to}", from.name)
}

mcp_server! {
    Curious {
        name: "curious",
        version: "1.0.0",
        tools: [greet, kinds, seen, falls_back, page, two_needs, volunteered, some, panics],
        prompts: [letter],
    }
}

fn router() -> Router {
    Curious::new().into_router()
}

fn hello() -> Ask {
    call("greet", json!({ "greeting": "hello" }))
}

fn missing(reply: &Reply) -> Value {
    assert_eq!(reply.refusal(), (400, -32021), "{}", reply.body);
    reply.messages()[0]["error"]["data"]["requiredCapabilities"].clone()
}

#[tokio::test]
async fn a_form_is_asked_and_its_answer_is_a_parameter() {
    let router = router();
    let asked = rounds::ask(&router, &hello()).await;
    assert_eq!(
        asked.requests,
        json!({ "who": { "method": "elicitation/create", "params": {
            "mode": "form",
            "message": "Who is \"hello\" for?",
            "requestedSchema": {
                "type": "object",
                "properties": {
                    "name": { "type": "string", "minLength": 1, "maxLength": 20 },
                    "age": { "type": "integer", "minimum": 0, "maximum": 255 },
                },
                "required": ["name"],
            },
        } } })
    );
    let answer = json!({ "who": accept(json!({ "name": "Ada", "age": 36.0, "unknown": [] })) });
    assert_eq!(
        retry(&hello(), &asked, answer)
            .send(&router)
            .await
            .ok_text(),
        "hello, Ada (Some(36))"
    );
    let list = Ask::new("tools/list", json!({}))
        .send(&router)
        .await
        .result();
    assert_eq!(
        list["tools"][0]["inputSchema"]["properties"],
        json!({ "greeting": { "type": "string" } }),
        "no question in the schema"
    );
}

#[tokio::test]
async fn independent_questions_of_all_kinds_travel_together() {
    let router = router();
    let ask = call("kinds", json!({}));
    let asked = rounds::ask(&router, &ask).await;
    let mut keys = asked.keys();
    keys.sort_unstable();
    assert_eq!(keys, ["go_on", "page", "roots", "said", "who"]);
    assert_eq!(
        asked.requests["go_on"]["params"]["requestedSchema"],
        json!({ "type": "object", "properties": {} })
    );
    assert_eq!(
        asked.requests["page"],
        json!({ "method": "elicitation/create", "params": { "mode": "url", "message": "Open it", "url": "https://example.com/x" } })
    );
    assert_eq!(
        asked.requests["said"],
        json!({ "method": "sampling/createMessage", "params": {
            "messages": [{ "role": "user", "content": { "type": "text", "text": "Say hi" } }],
            "maxTokens": 7,
            "systemPrompt": "Be brief",
        } })
    );
    assert_eq!(asked.requests["roots"]["method"], "roots/list");
    let answers = json!({
        "who": accept(json!({ "name": "Ada" })),
        "go_on": { "action": "accept" },
        "page": { "action": "accept" },
        "said": { "role": "assistant", "content": [{ "type": "text", "text": "hi" }], "model": "m", "stopReason": "endTurn" },
        "roots": { "roots": [{ "uri": "file:///a" }, { "uri": "file:///b", "name": "b" }] },
    });
    assert_eq!(
        retry(&ask, &asked, answers.clone())
            .send(&router)
            .await
            .ok_text(),
        "Ada hi 2"
    );
    // One is missing, one can't be read: these are asked again, and the others are remembered.
    let mut some = answers.clone();
    some.as_object_mut().unwrap().remove("roots");
    some["who"] = accept(json!({ "name": "" }));
    let again = rounds::ask(&router, &retry(&ask, &asked, some)).await;
    assert_eq!(again.keys(), ["who", "roots"]);
    let rest = json!({ "who": answers["who"], "roots": answers["roots"] });
    assert_eq!(
        retry(&ask, &again, rest).send(&router).await.ok_text(),
        "Ada hi 2"
    );
}

#[tokio::test]
async fn a_client_is_asked_nothing_that_it_has_not_declared() {
    let router = router();
    let form = json!({ "elicitation": { "form": {} } });
    let arguments = json!({ "greeting": "hello" });
    for capabilities in [
        json!({}),
        json!({ "sampling": {} }),
        json!({ "elicitation": { "url": {} } }),
        json!({ "elicitation": true }),
    ] {
        let reply = able(Ask::tool("greet", arguments.clone()), capabilities)
            .send(&router)
            .await;
        assert_eq!(missing(&reply), form);
    }
    for capabilities in [json!({ "elicitation": {} }), form.clone(), rounds::all()] {
        rounds::ask(
            &router,
            &able(Ask::tool("greet", arguments.clone()), capabilities),
        )
        .await;
    }
    for capabilities in [json!({}), json!({ "elicitation": {} }), form.clone()] {
        let reply = able(Ask::tool("page", json!({})), capabilities)
            .send(&router)
            .await;
        assert_eq!(missing(&reply), json!({ "elicitation": { "url": {} } }));
    }
    assert_eq!(
        missing(
            &able(Ask::tool("two_needs", json!({})), form.clone())
                .send(&router)
                .await
        ),
        json!({ "sampling": {} })
    );
    let both = missing(&Ask::tool("two_needs", json!({})).send(&router).await);
    assert_eq!(
        both,
        json!({ "elicitation": { "form": {} }, "sampling": {} }),
        "all that is missing"
    );
    let kinds = missing(&Ask::tool("kinds", json!({})).send(&router).await);
    assert_eq!(kinds, rounds::all());
}

#[tokio::test]
async fn a_fallback_answers_for_a_client_that_cannot() {
    let router = router();
    assert_eq!(
        Ask::tool("falls_back", json!({}))
            .send(&router)
            .await
            .ok_text(),
        "nobody"
    );
    let ask = call("falls_back", json!({}));
    let asked = rounds::ask(&router, &ask).await;
    let answer = json!({ "who": accept(json!({ "name": "Ada" })) });
    assert_eq!(
        retry(&ask, &asked, answer).send(&router).await.ok_text(),
        "Ada",
        "who can is asked"
    );
}

#[tokio::test]
async fn arguments_are_read_before_anybody_is_asked() {
    let router = router();
    assert!(
        call("greet", json!({}))
            .send(&router)
            .await
            .error_text()
            .contains("`greeting` is required")
    );
    assert!(
        call("greet", json!({ "greeting": 1 }))
            .send(&router)
            .await
            .error_text()
            .contains("`greeting`")
    );
    assert!(
        call("greet", json!({ "greeting": "a", "who": "Ada" }))
            .send(&router)
            .await
            .error_text()
            .contains("`who` is not an argument")
    );
}

#[tokio::test]
async fn a_computed_question_may_be_answered_without_asking() {
    let router = router();
    assert_eq!(
        Ask::tool("some", json!({ "names": ["a"] }))
            .send(&router)
            .await
            .ok_text(),
        "1"
    );
    let ask = call("some", json!({ "names": ["a", "b\n"] }));
    let asked = rounds::ask(&router, &ask).await;
    assert_eq!(asked.message("ok"), r#"All of ["a","b\n"]?"#);
    assert_eq!(
        retry(&ask, &asked, json!({ "ok": { "action": "accept" } }))
            .send(&router)
            .await
            .ok_text(),
        "2"
    );
    let text = call("panics", json!({})).send(&router).await.error_text();
    assert!(
        text.contains("error id") && !text.contains("secret"),
        "{text}"
    );
}
