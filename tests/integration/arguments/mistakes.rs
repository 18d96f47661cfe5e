//! The error that a model reads about invalid arguments.

use serde_json::{Value, json};

use super::{call, router};
use mcp_tests::client::Ask;

#[tokio::test]
async fn every_mistake_is_named_at_once() {
    let text = call("ruled", json!({
        "days": 99, "share": 0.5, "code": "x", "tags": ["a", "b", "c"], "word": "A", "mail": "nobody", "unit": "celcius", "langauge": "de",
    })).await.error_text();
    let expected = [
        "Invalid arguments for `ruled`. Fix these and call it again:",
        "- `days` must be an integer from 1 to 14, got 99",
        "- `share` must be a number below 0.5, got 0.5",
        "- `code` must have at least 2 characters, got 1",
        "- `tags` must have at most 2 items, got 3",
        "- `word` must match the pattern `^[a-z]+$`",
        "- `mail` must be an e-mail address such as ada@example.com",
        "- `unit` must be one of \"celsius\", \"fahrenheit\", got \"celcius\"; did you mean \"celsius\"?",
        "- `langauge` is not an argument of this tool; did you mean `language`?",
    ];
    assert_eq!(text, expected.join("\n"));
    assert_eq!(
        call("ruled", json!({ "days": "three" })).await.error_text(),
        "Invalid arguments for `ruled`. Fix these and call it again:\n\
         - `days` must be an integer from 1 to 14, got \"three\"\n\
         - `code` is required"
    );
    assert!(
        call("nothing", json!({ "x": 1 }))
            .await
            .error_text()
            .contains("takes none")
    );
}

#[tokio::test]
async fn a_mistake_inside_is_named_by_its_path() {
    let text = call("own", json!({
        "unit": 7, "shape": { "kind": "circle" }, "address": { "street": 1, "zip": "123", "unit": "kelvin" }, "tree": { "name": "a", "children": [{}] },
    })).await.error_text();
    for line in [
        "- `unit` must be one of \"celsius\", \"fahrenheit\", got 7",
        "- `shape.radius` is required",
        "- `address.street` must be a string, got 1",
        "- `address.zip` must have at least 5 characters, got 3",
        "- `address.unit` must be one of \"celsius\", \"fahrenheit\", got \"kelvin\"",
        "- `tree.children[0].name` is required",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn rules_that_only_the_schema_knows_are_enforced_too() {
    let own = |zip: &str| json!({ "unit": "celsius", "shape": { "kind": "square", "side": 1 }, "address": { "street": "x", "zip": zip } });
    assert!(
        call("own", own("1234"))
            .await
            .error_text()
            .contains("`address.zip` must have at least 5 characters, got 4")
    );
    call("own", own("12345")).await.ok_text();
    assert!(
        call("search", json!({ "query": "x", "limit": 51 }))
            .await
            .error_text()
            .contains("`limit` must be an integer from 1 to 50, got 51")
    );
}

#[tokio::test]
async fn the_arguments_of_a_struct_are_closed_as_their_schema_says() {
    assert!(
        call("search", json!({ "query": "x", "limt": 5 }))
            .await
            .error_text()
            .contains("did you mean `limit`?")
    );
    assert!(
        call("search", json!({}))
            .await
            .error_text()
            .contains("`query` is required: Words to look for")
    );
}

#[tokio::test]
async fn an_argument_given_twice_is_refused() {
    for name in ["ruled", "search"] {
        let ask = Ask::tool(name, json!({ "code": "abc", "query": "x" }));
        let body = ask
            .body
            .to_string()
            .replace(r#""query":"x""#, r#""query":"x","code":"abc","query":"y""#);
        let reply = mcp_tests::client::Reply::to(&router(), ask.request_of(body)).await;
        assert_eq!(reply.refusal().1, -32602, "{name}");
    }
}

#[tokio::test]
async fn a_flood_of_mistakes_is_answered_shortly() {
    let mut flood: serde_json::Map<String, Value> =
        (0..100_000).map(|i| (format!("x{i}"), json!(1))).collect();
    flood.insert("y".repeat(100_000), json!(1));
    let text = call("ruled", Value::Object(flood)).await.error_text();
    assert!(
        text.len() < 10_000 && text.contains("`x0` is not an argument"),
        "{} bytes",
        text.len()
    );
    let name = "z".repeat(1_000_000);
    let reply = Ask::tool(&name, json!({})).send(&router()).await;
    assert!(
        reply.refusal().1 == -32602 && reply.body.len() < 1000,
        "{} bytes",
        reply.body.len()
    );
}
