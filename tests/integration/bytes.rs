//! Any bytes at all, bounded: see [`mcp_tests::any_request`] for what must hold.

use mcp_tests::any_request::check;
use mcp_tests::block_on;
use mcp_tests::client::Ask;
use proptest::prelude::*;
use serde_json::{Value, json};

/// JSON of every shape, with the words of the protocol among its strings.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("word"),
        Just("count"),
        Just("list"),
        Just("part"),
        Just("kind"),
        Just("Leaf"),
        Just("Branch"),
        Just("value"),
        Just("tools/call"),
        Just("2.0"),
        Just("everything"),
        Just("_meta"),
        Just("é\u{0}\"\\"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..5).prop_map(|entries| entries
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_as_a_body(body in prop::collection::vec(any::<u8>(), 0..300)) {
        block_on(check(Ask::tool("everything", json!({})).request_of(body)));
    }

    #[test]
    fn a_good_body_with_bytes_changed(at in 0usize..400, with in prop::collection::vec(any::<u8>(), 0..4), cut in 0usize..6) {
        let ask = Ask::tool("everything", json!({ "list": [1, null], "part": { "kind": "Leaf", "value": 1.5 } }));
        let mut body = ask.body.to_string().into_bytes();
        let at = at % body.len();
        let end = (at + cut).min(body.len());
        body.splice(at..end, with);
        block_on(check(ask.request_of(body)));
    }

    #[test]
    fn any_arguments(arguments in any_json(), word in ".{0,6}", count in any::<i64>()) {
        let ask = Ask::tool("everything", arguments);
        let count = count.to_string();
        let asks = [ask.clone(), ask.clone().header("mcp-param-count", &count)];
        for ask in asks {
            block_on(check(ask.request()));
        }
        if http::HeaderValue::from_str(&word).is_ok() {
            block_on(check(ask.header("mcp-param-word", &word).request()));
        }
    }

    #[test]
    fn any_params_and_meta(params in any_json(), meta in any_json(), method in "[a-z/]{0,12}") {
        let mut ask = Ask::new(&method, json!({}));
        ask.body["params"] = params;
        block_on(check(ask.request()));
        let mut ask = Ask::tool("everything", json!({}));
        ask.body["params"]["_meta"] = meta;
        block_on(check(ask.request()));
    }

    #[test]
    fn any_header_value(name in 0usize..8, value in prop::collection::vec(any::<u8>(), 0..40)) {
        let names = ["host", "origin", "content-type", "accept", "mcp-protocol-version", "mcp-method", "mcp-name", "mcp-param-word"];
        if let Ok(value) = http::HeaderValue::from_bytes(&value) {
            let mut request = Ask::tool("everything", json!({ "word": "x" })).request();
            request.headers_mut().insert(names[name], value);
            block_on(check(request));
        }
    }
}

#[test]
fn depth_is_no_danger() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let ask = Ask::tool("everything", json!({}));
        let inside = ask.body.to_string().replace(
            "\"arguments\":{}",
            &format!("\"arguments\":{{\"part\":{deep}}}"),
        );
        block_on(check(ask.request_of(deep)));
        block_on(check(ask.request_of(inside)));
    }
}
