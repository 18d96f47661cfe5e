//! Checks of what every client must see.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::seen::Seen;

/// How many calls a client cancels.
pub(crate) const CANCELLED: usize = 5;

pub(crate) fn check(seen: &Seen) {
    connection(seen, "2026-07-28");
    tools(seen);
    prompts(seen);
    resources(seen);
    assert_eq!(seen.refusal("read nothing").0, -32602);
    questions(seen);
    assert_eq!(seen.refusal("no capability").0, -32021);
    on_the_way(seen);
    changes(seen);
}

/// Checks a client that begins with `initialize`: it sees the same, but for the error code of a
/// resource that isn't there, which one client translates.
pub(crate) fn check_earlier(seen: &Seen, not_found: i64) {
    connection(seen, "2025-11-25");
    tools(seen);
    prompts(seen);
    resources(seen);
    assert_eq!(seen.refusal("read nothing").0, not_found);
    questions(seen);
    assert_eq!(seen.of("complaints"), &json!([]));
}

/// The same, of a client that hears of changes, too, and that comes back to a stream.
pub(crate) fn check_earlier_with_changes(seen: &Seen, not_found: i64) {
    check_earlier(seen, not_found);
    assert_eq!(
        seen.of("came back"),
        "The client has come back for this answer."
    );
    assert_eq!(seen.of("subscribed")["uri"], "test://static-text");
}

fn connection(seen: &Seen, version: &str) {
    let connected = seen.of("connected");
    assert_eq!(connected["version"], version);
    assert_eq!(connected["server"]["name"], "everything");
    assert_eq!(
        connected["capabilities"]["resources"],
        json!({ "listChanged": true, "subscribe": true })
    );
    assert!(
        connected["instructions"]
            .as_str()
            .is_some_and(|text| text.starts_with("Tools, prompts and resources")),
        "{connected}"
    );
}

fn tools(seen: &Seen) {
    let names = names(seen.of("tools"), "tools", "name");
    for name in [
        "test_simple_text",
        "statistics",
        "order",
        "test_header_params",
        "json_schema_2020_12_tool",
    ] {
        assert!(names.contains(name), "no `{name}` in {names:?}");
    }
    let tools = seen.of("tools")["tools"]
        .as_array()
        .expect("they are a list");
    let statistics = tools
        .iter()
        .find(|tool| tool["name"] == "statistics")
        .expect("it is listed");
    assert_eq!(
        statistics["inputSchema"]["properties"]["numbers"]["type"],
        "array"
    );
    assert_eq!(
        statistics["outputSchema"]["properties"]["mean"]["type"],
        "number"
    );
    assert_eq!(statistics["annotations"]["readOnlyHint"], true);

    assert_eq!(
        seen.text("text"),
        "This is a simple text response for testing."
    );
    let image = &seen.of("image")["content"][0];
    assert_eq!(
        (&image["type"], &image["mimeType"]),
        (&json!("image"), &json!("image/png"))
    );
    assert_eq!(image["data"], seen.of("read binary")["contents"][0]["blob"]);
    let statistics = &seen.of("statistics")["structuredContent"];
    let number = |key: &str| {
        statistics[key]
            .as_f64()
            .unwrap_or_else(|| panic!("no `{key}` in {statistics}"))
    };
    assert_eq!(
        ["count", "mean", "least", "greatest"].map(number).to_vec(),
        [3.0, 2.5, 1.0, 4.0]
    );
    assert_eq!(seen.text("number"), "3");
    assert!(
        seen.error_text("wrong arguments")
            .contains("`numbers` must be an array")
    );
    assert_eq!(seen.refusal("unknown tool").0, -32602);
    // The client has mirrored the arguments in headers, one of them encoded, and left out the one
    // that is missing.
    assert_eq!(
        seen.text("headers"),
        "a replica of shard 7 in Zürich, for nobody in particular"
    );
    assert_eq!(seen.of("whoami")["structuredContent"]["can_ask"], true);
    // It has printed to standard output, and the connection still works.
    assert_eq!(seen.text("prints"), "printed");
}

fn prompts(seen: &Seen) {
    let names = names(seen.of("prompts"), "prompts", "name");
    assert!(names.contains("letter"), "{names:?}");
    let message = &seen.of("prompt")["messages"][0];
    assert_eq!(message["role"], "user");
    assert_eq!(
        message["content"]["text"],
        "Write a formal letter of 5 lines to Ada."
    );
    assert_eq!(
        seen.of("complete prompt")["completion"]["values"],
        json!(["paris", "park", "party"])
    );
}

fn resources(seen: &Seen) {
    let uris = names(seen.of("resources"), "resources", "uri");
    assert!(uris.contains("test://static-text"), "{uris:?}");
    let templates = names(seen.of("templates"), "resourceTemplates", "uriTemplate");
    assert!(
        templates.contains("test://template/{id}/data"),
        "{templates:?}"
    );

    let text = &seen.of("read text")["contents"][0];
    assert_eq!(
        text["text"],
        "This is the content of the static text resource."
    );
    assert_eq!(text["mimeType"], "text/plain");
    let blob = seen.of("read binary")["contents"][0]["blob"]
        .as_str()
        .expect("it is bytes");
    assert!(
        blob.starts_with("iVBORw0KGgo"),
        "a PNG begins otherwise: {blob}"
    );
    let data = seen.of("read template")["contents"][0]["text"]
        .as_str()
        .expect("it is JSON text");
    assert_eq!(
        serde_json::from_str::<Value>(data).expect("it is JSON")["id"],
        "42"
    );
    assert_eq!(
        seen.of("complete template")["completion"]["values"],
        json!(["src/main.rs", "src/lib.rs"])
    );
}

fn questions(seen: &Seen) {
    let asked = |step: &str| names(seen.of(step), "asked", "message");
    let result = |step: &str| seen.of(step)["result"].clone();
    let text = |step: &str| {
        result(step)["content"][0]["text"]
            .as_str()
            .unwrap_or_else(|| panic!("{step}: {}", seen.of(step)))
            .to_owned()
    };

    assert_eq!(
        asked("order"),
        BTreeSet::from(["Order 2 of \"tea\"?", "Where shall \"tea\" go?"])
    );
    let forms = seen.of("order")["asked"]
        .as_array()
        .expect("they are a list");
    let form = forms
        .iter()
        .find(|form| form["message"] == "Where shall \"tea\" go?")
        .expect("it was asked");
    assert_eq!(form["mode"], "form");
    assert_eq!(
        form["requestedSchema"]["required"],
        json!(["street", "zip"])
    );
    assert_eq!(form["requestedSchema"]["properties"]["zip"]["minLength"], 4);
    assert_eq!(
        form["requestedSchema"]["properties"]["speed"]["oneOf"][1],
        json!({ "const": "Express", "title": "Tomorrow" })
    );
    assert_eq!(
        text("order"),
        "2 × tea to Long Lane 1, 12345: tomorrow, as a gift"
    );
    assert_eq!(text("order picked up"), "2 × tea, to be picked up");
    assert_eq!(result("order declined")["isError"], true);
    assert!(
        text("order declined").contains("declined"),
        "{}",
        text("order declined")
    );

    assert_eq!(text("two rounds"), "Ada likes green");
    assert_eq!(
        seen.of("two rounds")["asked"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(text("three kinds"), "Good day Ada, who works in 1 places");
    assert_eq!(text("page"), "connected");
    let page = &seen.of("page")["asked"][0];
    assert_eq!(
        (&page["mode"], &page["url"]),
        (
            &json!("url"),
            &json!("https://accounts.example.com/connect")
        )
    );

    let message = &result("prompt that asks")["messages"][0];
    assert_eq!(
        message["content"]["text"],
        "Answer with this in mind: tea time"
    );
    assert_eq!(
        asked("resource that asks"),
        BTreeSet::from(["May the assistant read \"diary\"?"])
    );
    assert_eq!(
        result("resource that asks")["contents"][0]["text"],
        "What diary says is private."
    );
}

fn changes(seen: &Seen) {
    let listening = seen.of("listening");
    assert_eq!(
        listening["honored"],
        json!({ "toolsListChanged": true, "resourceSubscriptions": ["test://static-text"] })
    );
    let told: Vec<_> = listening["told"]
        .as_array()
        .expect("it is a list")
        .iter()
        .map(|it| (&it["method"], &it["params"]["uri"]))
        .collect();
    let (tools, resource) = (
        json!("notifications/tools/list_changed"),
        json!("notifications/resources/updated"),
    );
    // Neither the change of prompts nor that of the other resource, which came before them.
    assert_eq!(
        told,
        [
            (&tools, &Value::Null),
            (&resource, &json!("test://static-text"))
        ],
        "{listening}"
    );
    assert_eq!(
        listening["told later"].as_array().map(Vec::len),
        Some(1),
        "only the second subscription is left: {listening}"
    );
    assert_eq!(listening["told later"][0]["method"], tools);
    assert_eq!(listening["strays"], json!([]));
}

fn on_the_way(seen: &Seen) {
    let progress = &seen.of("progress")["progress"];
    let values: Vec<_> = progress
        .as_array()
        .expect("it is a list")
        .iter()
        .filter_map(|it| it["progress"].as_f64())
        .collect();
    assert_eq!(values, [0.0, 50.0, 100.0], "{progress}");
    assert_eq!(progress[2]["message"], "All done");
    assert_eq!(progress[2]["total"].as_f64(), Some(100.0));

    let messages = &seen.of("log")["messages"];
    assert_eq!(messages.as_array().map(Vec::len), Some(3), "{messages}");
    assert_eq!(messages[0]["level"], "info");
    assert_eq!(messages[1]["logger"], "everything");
    assert_eq!(messages[1]["data"], json!({ "step": 2, "of": 3 }));

    // A cancellation may come too late for one or the other, but not for all.
    let cancelled = seen.of("cancelled");
    let late = cancelled["answered"]
        .as_u64()
        .unwrap_or_else(|| panic!("{cancelled}"));
    assert!(
        late < CANCELLED as u64,
        "all calls were answered although they were cancelled: {cancelled}"
    );
    assert_eq!(seen.of("complaints"), &json!([]));
}

/// The server ends while the client listens: its last word is the answer to that request.
pub(crate) fn check_graceful_end(seen: &Seen) {
    assert_eq!(seen.of("server ended"), "graceful");
}

/// The values of one key in a list of objects.
fn names<'a>(result: &'a Value, list: &str, key: &str) -> BTreeSet<&'a str> {
    let items = result[list]
        .as_array()
        .unwrap_or_else(|| panic!("no list `{list}` in {result}"));
    items.iter().filter_map(|item| item[key].as_str()).collect()
}
