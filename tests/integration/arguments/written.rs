//! Arguments as they are written: digits that no float holds, and text that can't be read.

use mcp_runtime::prelude::*;
use serde_json::json;

use super::{collections, own};
use mcp_tests::client::Ask;

/// Take whole numbers of every size.
#[mcp_tool]
fn whole(
    wide: Option<i128>,
    wider: Option<u128>,
    long: Option<u64>,
    short: Option<u8>,
    single: Option<f32>,
    #[mcp(default = 0.1)] tenth: f32,
) -> String {
    format!("{wide:?} {wider:?} {long:?} {short:?} {single:?} {tenth}")
}

mcp_server! { Whole { name: "whole", version: "1.0.0", tools: [whole, own, collections] } }

/// A call with arguments as they are written, which `json!` might write otherwise.
async fn written(name: &str, arguments: &str) -> mcp_tests::client::Reply {
    let ask = Ask::tool(name, json!("ARGUMENTS"));
    let body = ask.body.to_string().replace("\"ARGUMENTS\"", arguments);
    mcp_tests::client::Reply::to(&Whole::new().into_router(), ask.request_of(body)).await
}

#[tokio::test]
async fn a_number_is_read_by_all_of_its_digits() {
    for (argument, read) in [
        (
            r#""wide":1e21"#,
            "Some(1000000000000000000000) None None None None 0.1",
        ),
        (r#""wide":0.5e1"#, "Some(5) None None None None 0.1"),
        (
            r#""wide":-12345678901234567890.0"#,
            "Some(-12345678901234567890) None None None None 0.1",
        ),
        (r#""wider":0.5e1"#, "None Some(5) None None None 0.1"),
        (
            r#""wider":1e21"#,
            "None Some(1000000000000000000000) None None None 0.1",
        ),
        (
            r#""long":1e19"#,
            "None None Some(10000000000000000000) None None 0.1",
        ),
        (
            r#""long":12345678901234567.0"#,
            "None None Some(12345678901234567) None None 0.1",
        ),
        (r#""short":-0"#, "None None None Some(0) None 0.1"),
        (r#""short":-0.0"#, "None None None Some(0) None 0.1"),
        (
            r#""long":-0,"short":2e2"#,
            "None None Some(0) Some(200) None 0.1",
        ),
    ] {
        let reply = written("whole", &format!("{{{argument}}}")).await;
        assert_eq!(reply.ok_text(), read, "{argument}");
    }
    for argument in [
        r#""wide":0.5"#,
        r#""wider":-1"#,
        r#""wider":1e39"#,
        r#""long":1e20"#,
        r#""short":256.0"#,
        r#""short":-1"#,
    ] {
        written("whole", &format!("{{{argument}}}"))
            .await
            .error_text();
    }
    let list = Ask::new("tools/list", json!({}))
        .send(&Whole::new().into_router())
        .await;
    let tools = &list.result()["tools"];
    assert_eq!(
        tools[0]["inputSchema"]["properties"]["tenth"]["default"],
        0.1
    );
}

#[tokio::test]
async fn what_can_not_be_read_does_not_switch_rules_off() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    for unreadable in ["1e400", r#""\ud800""#, &deep, r#"{"a":1,"a":2}"#] {
        for address in [
            format!(r#"{{"street":"x","zip":"1","other":{unreadable}}}"#),
            format!(r#"{{"street":"x","zip":"12345","other":{unreadable}}}"#),
        ] {
            let arguments = format!(
                r#"{{"unit":"celsius","shape":{{"kind":"square","side":1}},"address":{address}}}"#
            );
            let reply = written("own", &arguments).await;
            assert!(reply.error_text().contains("`address"), "{arguments}");
        }
    }
}
