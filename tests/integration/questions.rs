//! Questions as parameters: who is asked what, and what becomes of each kind of answer.
// Sampling and roots are deprecated, and still there.
#![allow(deprecated)]

use axum::Router;
use mcp_runtime::input::quoted;
use mcp_runtime::input::{Roots, Sampled, Sampling};
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use crate::rounds::{self, Asked, able, accept, call, retry};
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
    #[mcp(ask_with = Sampling::new("Say hi").max_tokens(7).system_prompt("Be brief"))]
    said: Sampled,
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
fn two_needs(#[mcp(ask = "Name?")] who: Name, #[mcp(ask = "Say hi")] said: Sampled) -> String {
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
        names => Question::new(format!("All of {}?", quoted(names))),
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
async fn a_model_and_directories_that_answer_otherwise_are_asked_again() {
    let router = router();
    let ask = call("kinds", json!({}));
    let asked = rounds::ask(&router, &ask).await;
    for said in [
        json!({ "content": "hi", "model": "m" }),
        json!({ "content": [], "model": "m" }),
        json!({ "content": [5], "model": "m" }),
        json!({ "content": { "type": "text", "text": "hi" } }),
    ] {
        let again = rounds::ask(&router, &retry(&ask, &asked, json!({ "said": said }))).await;
        assert!(again.keys().contains(&"said"), "{said}");
    }
    for roots in [
        json!({}),
        json!({ "roots": {} }),
        json!({ "roots": [{ "name": "a" }] }),
        json!({ "roots": [{ "uri": "https://a" }] }),
        json!([[]]),
    ] {
        let again = rounds::ask(&router, &retry(&ask, &asked, json!({ "roots": roots }))).await;
        assert!(again.keys().contains(&"roots"), "{roots}");
    }
    let both = json!({ "said": { "role": "assistant", "content": { "type": "image", "data": "", "mimeType": "image/png" }, "model": "m" }, "roots": { "roots": [] } });
    let again = rounds::ask(&router, &retry(&ask, &asked, both)).await;
    assert_eq!(
        again.keys().len(),
        3,
        "a picture and no directories are answers: {again:?}"
    );
}

#[tokio::test]
async fn who_declines_or_dismisses_ends_the_call_of_a_plain_parameter() {
    let router = router();
    let asked = rounds::ask(&router, &hello()).await;
    for (action, how) in [("decline", "declined"), ("cancel", "dismissed")] {
        let text = retry(&hello(), &asked, json!({ "who": { "action": action } }))
            .send(&router)
            .await
            .error_text();
        assert!(text.contains(how) && text.contains("`who`"), "{text}");
    }
    let prompt = Ask::new(
        "prompts/get",
        json!({ "name": "letter", "arguments": { "to": "Bob" } }),
    )
    .header("mcp-name", "letter");
    let prompt = able(prompt, rounds::all());
    let asked = rounds::ask(&router, &prompt).await;
    assert_eq!(asked.message("from"), "Who writes to \"Bob\"?");
    assert_eq!(
        retry(&prompt, &asked, json!({ "from": { "action": "cancel" } }))
            .send(&router)
            .await
            .refusal(),
        (200, -32602)
    );
    let result = retry(
        &prompt,
        &asked,
        json!({ "from": accept(json!({ "name": "Ada" })) }),
    )
    .send(&router)
    .await
    .result();
    assert_eq!(result["messages"][0]["content"]["text"], "Ada to Bob");
}

#[tokio::test]
async fn who_declines_is_seen_by_a_parameter_that_wants_to() {
    let router = router();
    let ask = call("seen", json!({}));
    let asked = rounds::ask(&router, &ask).await;
    for (who, sure, expected) in [
        (json!({ "action": "decline" }), "accept", "declined true"),
        (
            json!({ "action": "cancel", "content": { "name": "Ada" } }),
            "decline",
            "cancelled false",
        ),
        (accept(json!({ "name": "Ada" })), "cancel", "Ada false"),
    ] {
        let answers = json!({ "who": who, "sure": { "action": sure } });
        assert_eq!(
            retry(&ask, &asked, answers).send(&router).await.ok_text(),
            expected
        );
    }
}

#[tokio::test]
async fn what_is_missing_or_malformed_is_asked_again() {
    let router = router();
    let asked = rounds::ask(&router, &hello()).await;
    for answers in [
        json!({}),
        json!({ "other": accept(json!({ "name": "Ada" })) }),
        json!({ "who": null }),
        json!({ "who": "Ada" }),
        json!({ "who": { "name": "Ada" } }),
        json!({ "who": { "action": "Accept", "content": { "name": "Ada" } } }),
        json!({ "who": { "action": "accept" } }),
        json!({ "who": { "action": "accept", "content": [] } }),
        json!({ "who": accept(json!({})) }),
        json!({ "who": accept(json!({ "name": 5 })) }),
        json!({ "who": accept(json!({ "name": "x".repeat(21) })) }),
        json!({ "who": accept(json!({ "name": "Ada", "age": 256 })) }),
        json!({ "who": accept(json!({ "name": "Ada", "age": 1.5 })) }),
        json!({ "who": [accept(json!({ "name": "Ada" }))] }),
    ] {
        let again = Asked::of(&retry(&hello(), &asked, answers.clone()).send(&router).await);
        let (before, after) = (asked.message("who"), again.message("who"));
        assert!(
            after == before
                || after.starts_with(&format!("{before}\n\nThe last answer was not right:\n- `")),
            "{answers}: {after}"
        );
        let answer = json!({ "who": accept(json!({ "name": "Ada" })) });
        assert_eq!(
            retry(&hello(), &again, answer)
                .send(&router)
                .await
                .ok_text(),
            "hello, Ada (None)"
        );
    }
    let mut without = retry(&hello(), &asked, json!({}));
    without.body["params"]
        .as_object_mut()
        .unwrap()
        .remove("inputResponses");
    assert_eq!(
        Asked::of(&without.send(&router).await).requests,
        asked.requests,
        "a state without answers"
    );
}

#[tokio::test]
async fn answers_that_are_no_object_and_states_that_are_no_text_are_refused() {
    let router = router();
    let asked = rounds::ask(&router, &hello()).await;
    for answers in [json!([]), json!("who"), json!(1), json!(true)] {
        assert_eq!(
            retry(&hello(), &asked, answers.clone())
                .send(&router)
                .await
                .refusal(),
            (200, -32602),
            "{answers}"
        );
    }
    assert_eq!(
        rounds::ask(&router, &retry(&hello(), &asked, Value::Null))
            .await
            .keys(),
        ["who"]
    );
    for state in [
        json!(1),
        json!({}),
        json!([asked.state]),
        json!(true),
        json!(""),
        json!("x"),
    ] {
        let mut ask = retry(&hello(), &asked, json!({}));
        ask.body["params"]["requestState"] = state.clone();
        assert_eq!(ask.send(&router).await.refusal(), (200, -32602), "{state}");
    }
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_counts_only_where_that_is_declared() {
    let router = router();
    let answer = json!({ "who": accept(json!({ "name": "Ada" })) });
    let mut ask = hello();
    ask.body["params"]["inputResponses"] = answer.clone();
    let asked = rounds::ask(&router, &ask).await;
    assert_eq!(asked.keys(), ["who"], "unasked");
    let mut ask = Ask::tool("volunteered", json!({}));
    ask.body["params"]["inputResponses"] = answer;
    assert_eq!(ask.send(&router).await.ok_text(), "Ada");
    ask.body["params"]["inputResponses"] = json!({ "who": accept(json!({ "name": 5 })) });
    assert_eq!(
        missing(&ask.send(&router).await),
        json!({ "elicitation": { "form": {} } })
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

#[tokio::test]
async fn what_the_model_chose_cannot_pass_for_the_servers_words() {
    let router = router();
    for hostile in [
        "a\" is safe.\nSay yes",
        "\u{202e}txet\u{2028}x",
        "{greeting}",
        "\u{1b}[2J",
        &"long ".repeat(100),
        "a                                  b",
        "\u{3164}\u{2800}\u{200b}",
    ] {
        let asked = rounds::ask(&router, &call("greet", json!({ "greeting": hostile }))).await;
        let message = asked.message("who");
        let quoted = message.strip_suffix(" for?");
        let shown = quoted
            .and_then(|text| text.strip_prefix("Who is \"")?.strip_suffix('"'))
            .unwrap_or_else(|| panic!("{message}"));
        assert!(!shown.contains("  "), "{message}");
        assert!(
            !shown.chars().any(|c| c.is_control()
                || matches!(
                    c,
                    '\u{202e}' | '\u{2028}' | '\u{3164}' | '\u{2800}' | '\u{200b}'
                )),
            "{message:?}"
        );
        assert!(!shown.replace("\\\"", "").contains('"'), "{message}");
    }
}

/// A value whose serialisation fails.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
struct Unspeakable(#[allow(dead_code)] u8);

impl serde::Serialize for Unspeakable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("secret"))
    }
}

/// Transfer money.
#[mcp_tool(destructive)]
#[allow(unused_variables)]
fn transfer(cents: u128, #[mcp(ask = "Transfer {cents} cents?")] _ok: Confirm) {}

/// Delete a file.
#[mcp_tool(destructive)]
#[allow(unused_variables)]
fn delete(path: String, #[mcp(ask = "Delete {path}?")] _ok: Confirm) {}

/// Delete files.
#[mcp_tool]
#[allow(unused_variables)]
fn delete_computed(
    paths: Vec<String>,
    #[mcp(ask_with = Question::new(format!("Delete {}?", quoted(paths))), name = "ok")]
    _ok: Confirm,
) {
}

/// Delete a file, in the body.
#[mcp_tool]
async fn delete_in_body(path: String, asker: Asker) -> Result<(), ToolError> {
    let Confirm = asker
        .ask("ok", format!("Delete {}?", quoted(&path)))
        .await?;
    Ok(())
}

/// Use what has no words.
#[mcp_tool]
#[allow(unused_variables)]
fn unspeakable(what: Unspeakable, #[mcp(ask = "Use {what}?")] _ok: Confirm) {}

/// Use what has no words, in the body.
#[mcp_tool]
async fn unspeakable_in_body(what: Unspeakable, asker: Asker) -> Result<(), ToolError> {
    let Confirm = asker.ask("ok", format!("Use {}?", quoted(&what))).await?;
    Ok(())
}

mcp_server! {
    Careful {
        name: "careful",
        version: "1.0.0",
        tools: [transfer, delete, delete_computed, delete_in_body, unspeakable, unspeakable_in_body],
    }
}

#[tokio::test]
async fn a_question_shows_all_that_it_is_about_or_is_not_asked() {
    let router = Careful::new().max_question(300).into_router();
    let ask = call("transfer", json!({ "cents": 0 }));
    let most = u128::MAX.to_string();
    let body = ask.body.to_string();
    let body = body.replace(r#""cents":0"#, &format!(r#""cents":{most}"#));
    let asked = Asked::of(&Reply::to(&router, ask.request_of(body)).await);
    assert_eq!(asked.message("ok"), format!("Transfer {most} cents?"));
    let path = |length| "p".repeat(length);
    for (tool, fits, too_long) in [
        (
            "delete",
            json!({ "path": path(290) }),
            json!({ "path": path(291) }),
        ),
        (
            "delete_computed",
            json!({ "paths": [path(140), path(143)] }),
            json!({ "paths": [path(140), path(146)] }),
        ),
        (
            "delete_in_body",
            json!({ "path": path(290) }),
            json!({ "path": path(291) }),
        ),
    ] {
        let asked = rounds::ask(&router, &call(tool, fits)).await;
        assert!(asked.message("ok").contains(&path(140)), "{asked:?}");
        let text = call(tool, too_long).send(&router).await.error_text();
        assert!(
            text.contains("`ok` can't be asked, so nothing was done")
                && text.contains("301 characters, and 300")
                && text.len() < 500,
            "{tool}: {text}"
        );
    }
    for tool in ["unspeakable", "unspeakable_in_body"] {
        let text = call(tool, json!({ "what": 7 }))
            .send(&router)
            .await
            .error_text();
        assert!(
            text.contains("can't be shown") && !text.contains("secret"),
            "{tool}: {text}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_asked_for_again_with_what_is_wrong() {
    /// Where to.
    #[derive(Form)]
    struct Place {
        #[form(length = 4..=10)]
        zip: String,
    }

    /// Send it.
    #[mcp_tool]
    fn deliver(#[mcp(ask = "Where to?")] place: Place) -> String {
        place.zip
    }

    mcp_server! { Post { name: "post", version: "1.0.0", tools: [deliver] } }

    let client = mcp_runtime::testing::Client::new(Post::new()).that_can_be_asked();
    let first = client.call_tool::<deliver>(json!({})).await;
    let answered = async |state: &Value, zip: &str| {
        let answer = json!({ "action": "accept", "content": { "zip": zip } });
        let params = json!({ "name": "deliver", "requestState": state, "inputResponses": { "place": answer } });
        client.request("tools/call", params).await
    };
    let again = answered(&first.result()["requestState"], "30").await;
    let message = again.questions()["place"]["params"]["message"].clone();
    assert_eq!(
        message,
        "Where to?\n\nThe last answer was not right:\n- `zip` must have 4 to 10 characters, got 2"
    );
    // It is still the same question, whatever was said of its last answer.
    assert_eq!(
        answered(&again.result()["requestState"], "3000")
            .await
            .text(),
        "3000"
    );
}
