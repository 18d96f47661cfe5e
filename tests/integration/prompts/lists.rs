//! Lists of prompts: what they say, and in which pages.

use serde_json::json;

use super::{Prompts, router};
use mcp_tests::client::Ask;

#[tokio::test]
async fn the_list_says_all_that_is_declared_and_nothing_of_schemas() {
    let result = Ask::new("prompts/list", json!({}))
        .send(&router())
        .await
        .result();
    assert_eq!(
        (&result["cacheScope"], &result["ttlMs"]),
        (&json!("public"), &json!(300_000))
    );
    let values = &result["prompts"][0];
    assert_eq!(values["title"], "All of them");
    assert_eq!(
        values["icons"],
        json!([{ "src": "https://example.com/i.png" }])
    );
    assert_eq!(values["_meta"], json!({ "com.example/tier": "gold" }));
    assert_eq!(
        values["arguments"][0],
        json!({ "name": "count", "title": "Count", "description": "How many", "required": true })
    );
    let required: Vec<(&str, bool)> = values["arguments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| {
            (
                a["name"].as_str().unwrap(),
                a["required"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        required[5..],
        [
            ("day", true),
            ("Letter", false),
            ("level", false),
            ("code", false)
        ]
    );
    assert!(result["prompts"][2].get("arguments").is_none(), "{result}");
}

#[tokio::test]
async fn the_list_comes_in_pages_that_hold_everything_once() {
    let router = Prompts::new().page_size(3).into_router();
    let (mut names, mut params) = (Vec::new(), json!({}));
    loop {
        let page = Ask::new("prompts/list", params)
            .send(&router)
            .await
            .result();
        names.extend(
            page["prompts"]
                .as_array()
                .unwrap()
                .iter()
                .map(|prompt| prompt["name"].as_str().unwrap().to_owned()),
        );
        match page.get("nextCursor") {
            Some(cursor) => params = json!({ "cursor": cursor }),
            None => break,
        }
        assert!(names.len() < 20, "the pages have no end");
    }
    assert_eq!(
        names,
        [
            "values",
            "echo",
            "bare",
            "panics",
            "panics_late",
            "panics_elsewhere",
            "panics_reading",
            "forever"
        ]
    );
    assert_eq!(
        Ask::new("prompts/list", json!({ "cursor": "x" }))
            .send(&router)
            .await
            .refusal(),
        (200, -32602)
    );
}
