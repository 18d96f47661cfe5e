//! Questions of the server on the way to a result.

use rmcp::model::{
    ElicitResult, ElicitationAction, GetPromptRequestParams, ReadResourceRequestParams,
};
use serde_json::{Value, json};

use super::{Client, call, locked, outcome};
use crate::seen::Seen;

pub(super) async fn questions(client: &Client, seen: &mut Seen) {
    let accept =
        |content: Value| ElicitResult::new(ElicitationAction::Accept).with_content(content);
    let decline = || ElicitResult::new(ElicitationAction::Decline);
    let (confirm, place) = ("Order 2 of \"tea\"?", "Where shall \"tea\" go?");
    let delivery = || {
        accept(json!({ "street": "Long Lane 1", "zip": "12345", "speed": "Express", "gift": true }))
    };
    let ada = || accept(json!({ "name": "Ada" }));
    let rounds = [
        ("Step 1: What is your name?", ada()),
        (
            "Step 2: What is your favorite color, Ada?",
            accept(json!({ "color": "green" })),
        ),
    ];
    let calls = [
        (
            "order",
            "order",
            vec![(confirm, accept(json!({}))), (place, delivery())],
        ),
        (
            "order declined",
            "order",
            vec![(confirm, decline()), (place, delivery())],
        ),
        (
            "order picked up",
            "order",
            vec![(confirm, accept(json!({}))), (place, decline())],
        ),
        (
            "two rounds",
            "test_input_required_result_multi_round",
            Vec::from(rounds),
        ),
        (
            "three kinds",
            "test_input_required_result_multiple_inputs",
            vec![("What is your name?", ada())],
        ),
        (
            "page",
            "connect_account",
            vec![(
                "Sign in to connect your account",
                ElicitResult::new(ElicitationAction::Accept),
            )],
        ),
    ];
    for (step, name, answers) in calls {
        prepare(client, answers);
        let arguments = if name == "order" {
            json!({ "sku": "tea", "count": 2 })
        } else {
            json!({})
        };
        let result = outcome(client.call_tool(call(name, arguments)).await);
        seen.add(step, asked(client, result));
    }

    prepare(
        client,
        vec![(
            "What context should the prompt use?",
            accept(json!({ "context": "tea time" })),
        )],
    );
    let result = outcome(
        client
            .get_prompt(GetPromptRequestParams::new(
                "test_input_required_result_prompt",
            ))
            .await,
    );
    seen.add("prompt that asks", asked(client, result));
    prepare(
        client,
        vec![("May the assistant read \"diary\"?", accept(json!({})))],
    );
    let result = outcome(
        client
            .read_resource(ReadResourceRequestParams::new("test://private/diary"))
            .await,
    );
    seen.add("resource that asks", asked(client, result));
}

/// Gives the user the answers to the next questions.
fn prepare(client: &Client, answers: Vec<(&'static str, ElicitResult)>) {
    *locked(&client.service().answers) = answers.into_iter().collect();
    locked(&client.service().asked).clear();
}

/// A result with the questions that were asked on the way.
fn asked(client: &Client, result: Value) -> Value {
    json!({ "asked": *locked(&client.service().asked), "result": result })
}
