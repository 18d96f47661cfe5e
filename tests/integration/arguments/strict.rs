//! Types that serde reads more freely than their schema says, and types within themselves.

use std::collections::HashSet;

use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use super::Unit;
use mcp_tests::client::Ask;

#[mcp_type]
#[serde(tag = "op")]
enum Expression {
    Add {
        left: Box<Expression>,
        right: Box<Expression>,
    },
    Subtract {
        left: Box<Expression>,
        right: Box<Expression>,
    },
    Number {
        value: f64,
    },
}

/// Add and subtract.
#[mcp_tool]
fn evaluate(expression: Expression) -> f64 {
    fn value(expression: &Expression) -> f64 {
        match expression {
            Expression::Add { left, right } => value(left) + value(right),
            Expression::Subtract { left, right } => value(left) - value(right),
            Expression::Number { value } => *value,
        }
    }
    value(&expression)
}

#[mcp_type]
struct Described {
    #[schemars(length(max = 3))]
    description: String,
    #[schemars(range(min = 0))]
    count: i64,
}

/// Take what serde reads more freely than the schema says.
#[mcp_tool]
fn strict(
    #[mcp(range = 0.0..=0.1)] share: Option<f32>,
    described: Option<Described>,
    unit: Option<Unit>,
    #[mcp(length = 1..=5)] set: Option<HashSet<u8>>,
) -> String {
    let described = described.map(|d| format!("{} {}", d.description, d.count));
    format!(
        "{share:?} {described:?} {unit:?} {:?}",
        set.map(|s| s.len())
    )
}

mcp_server! { Strict { name: "strict", version: "1.0.0", tools: [evaluate, strict] } }

#[tokio::test]
async fn a_deep_mistake_in_a_recursive_type_is_told_at_once() {
    let router = Strict::new().into_router();
    let number = |value: Value| json!({ "op": "Number", "value": value });
    let deep = |leaf: Value| {
        (0..50).fold(
            leaf,
            |left, _| json!({ "op": "Add", "left": left, "right": number(json!(1)) }),
        )
    };
    let good = Ask::tool("evaluate", json!({ "expression": deep(number(json!(1))) }))
        .send(&router)
        .await;
    assert_eq!(good.ok_text(), "51");
    let wrong = Ask::tool(
        "evaluate",
        json!({ "expression": deep(number(json!("x"))) }),
    )
    .send(&router)
    .await
    .error_text();
    assert!(wrong.contains("must be a number, got \"x\""), "{wrong}");
}

#[tokio::test]
async fn what_the_schema_does_not_say_is_not_accepted() {
    let router = Strict::new().into_router();
    let said = |arguments: Value| {
        let router = router.clone();
        async move {
            Ask::tool("strict", arguments)
                .send(&router)
                .await
                .error_text()
        }
    };
    assert!(
        said(json!({ "unit": { "celsius": null } }))
            .await
            .contains("`unit` must be one of")
    );
    assert!(
        said(json!({ "described": ["abc", 1] }))
            .await
            .contains("`described` must be an object")
    );
    assert!(
        said(json!({ "described": { "description": "long", "count": 1 } }))
            .await
            .contains("`described.description` must have at most 3")
    );
    assert!(
        said(json!({ "described": { "description": "abc", "count": -5 } }))
            .await
            .contains("`described.count` must be an integer of 0 or more")
    );
    assert!(
        said(json!({ "set": [1, 1, 2] }))
            .await
            .contains("`set` must not have the same item twice")
    );
    let bound = Ask::tool("strict", json!({ "share": 0.1 }))
        .send(&router)
        .await;
    assert!(
        bound.ok_text().starts_with("Some(0.1)"),
        "a bound is in its own range"
    );
    let many: Vec<u32> = (0..100_000).collect();
    assert!(
        said(json!({ "set": many })).await.contains("`set`"),
        "and a long list is no trouble"
    );
}
