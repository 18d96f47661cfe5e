//! Which defaults a schema shows: those that are the same for each call.

use std::sync::atomic::{AtomicU32, Ordering};

use mcp_runtime::prelude::*;
use mcp_runtime::testing::Client;
use serde_json::{Value, json};

static NEXT: AtomicU32 = AtomicU32::new(1);

fn next() -> u32 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

const fn most() -> u32 {
    50
}

#[mcp_type]
enum Unit {
    Celsius,
}

/// Take what is given.
#[mcp_tool]
fn take(
    #[mcp(default = next())] number: u32,
    #[mcp(default = const { most() })] limit: u32,
    #[mcp(default = Unit::Celsius)] unit: Unit,
    #[mcp(default = -3)] offset: i32,
    #[mcp(default = vec!["a".to_owned(), String::from("b")])] tags: Vec<String>,
    #[mcp(default = vec![next()])] numbers: Vec<u32>,
) -> Json<Vec<Value>> {
    let Unit::Celsius = unit;
    Json(vec![
        json!(number),
        json!(limit),
        json!(offset),
        json!(tags),
        json!(numbers.len()),
    ])
}

mcp_server! { Taker { name: "taker", version: "1.0.0", tools: [take] } }

#[tokio::test]
async fn a_default_that_may_differ_from_call_to_call_is_not_published() {
    let client = Client::new(Taker::new());
    let schema = client.tools().await[0]["inputSchema"].clone();
    let default = |name: &str| schema["properties"][name].get("default").cloned();
    assert_eq!(default("number"), None);
    assert_eq!(default("numbers"), None);
    assert_eq!(default("limit"), Some(json!(50)));
    assert_eq!(default("unit"), Some(json!("Celsius")));
    assert_eq!(default("offset"), Some(json!(-3)));
    assert_eq!(default("tags"), Some(json!(["a", "b"])));
    assert_eq!(schema.get("required"), None, "each may be left out");

    let first = client
        .call_tool::<take>(json!({}))
        .await
        .json::<Vec<Value>>();
    let second = client
        .call_tool::<take>(json!({}))
        .await
        .json::<Vec<Value>>();
    assert_ne!(first[0], second[0]);
    assert_eq!(first[1..], second[1..]);
}
