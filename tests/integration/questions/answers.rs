//! Each kind of answer: taken, declined, asked for again or refused.

use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use super::{hello, missing, router};
use crate::rounds::{self, Asked, able, accept, call, retry};
use mcp_tests::client::Ask;

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
