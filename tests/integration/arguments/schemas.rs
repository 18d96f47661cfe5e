//! The schemas of arguments.

use std::collections::BTreeMap;

use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use super::router;
use mcp_tests::client::Ask;

async fn schema(name: &str) -> Value {
    let list = Ask::new("tools/list", json!({}))
        .send(&router())
        .await
        .result();
    let tool = list["tools"]
        .as_array()
        .unwrap()
        .iter()
        .find(|tool| tool["name"] == name)
        .unwrap();
    tool["inputSchema"].clone()
}

#[tokio::test]
async fn schemas_are_plain_closed_objects() {
    for tool in [
        "integers",
        "simple",
        "collections",
        "own",
        "foreign",
        "search",
        "ruled",
        "nothing",
    ] {
        let schema = schema(tool).await;
        assert_eq!(
            (&schema["type"], &schema["additionalProperties"]),
            (&json!("object"), &json!(false)),
            "{tool}"
        );
        for keyword in ["oneOf", "anyOf", "allOf", "not", "$ref", "$schema", "title"] {
            assert!(schema.get(keyword).is_none(), "{tool} has {keyword}");
        }
    }
    let own = schema("own").await;
    assert_eq!(
        own["properties"]["unit"],
        json!({ "type": "string", "description": "How warm\n- `celsius`: As in most of the world\n- `fahrenheit`: As in a few places", "enum": ["celsius", "fahrenheit"] })
    );
    assert_eq!(own["required"], json!(["unit", "shape", "address"]));
    let address = &own["properties"]["address"];
    assert_eq!(address["required"], json!(["street", "zip"]));
    assert!(
        address.get("additionalProperties").is_none(),
        "it isn't closed, since unknown keys are passed over when it is read"
    );
    assert_eq!(
        address["properties"]["unit"]["type"], "string",
        "inlined, and without null"
    );
    assert_eq!(
        own["properties"]["tree"]["properties"]["children"]["items"]["$ref"], "#/$defs/Tree",
        "only recursion is a reference"
    );
    assert_eq!(
        own["$defs"]["Tree"]["additionalProperties"], false,
        "closed, since it denies unknown fields"
    );
    let integers = schema("integers").await;
    assert_eq!(
        integers["properties"]["e"],
        json!({ "type": "integer", "minimum": 0, "maximum": 255 })
    );
    assert_eq!(integers["properties"]["d"], json!({ "type": "integer" }));
    assert_eq!(
        schema("foreign").await["properties"]["at"],
        json!({ "type": "string", "format": "date-time" })
    );
    assert_eq!(
        schema("nothing").await,
        json!({ "type": "object", "properties": {}, "additionalProperties": false })
    );
    let ruled = schema("ruled").await;
    assert_eq!(ruled["required"], json!(["code"]));
    assert_eq!(ruled["properties"]["unit"]["default"], "celsius");
    assert_eq!(
        ruled["properties"]["tags"],
        json!({ "type": "array", "items": { "type": "string" }, "maxItems": 2 })
    );
}

/// How far each of them goes
#[mcp_type]
#[derive(PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Direction {
    /// Away from the equator, as most maps have it
    Up,
    Down,
}

/// Count steps.
#[mcp_tool]
fn steps(steps: BTreeMap<Direction, u8>) -> String {
    let up = steps.get(&Direction::Up).copied().unwrap_or_default();
    format!("{up} of {}", steps.len())
}

mcp_server! { Steps { name: "steps", version: "1.0.0", tools: [steps] } }

#[tokio::test]
async fn the_keys_of_a_map_are_the_names_of_its_enum_documented_or_not() {
    let router = Steps::new().into_router();
    let list = Ask::new("tools/list", json!({})).send(&router).await;
    let schema = &list.result()["tools"][0]["inputSchema"]["properties"]["steps"];
    let names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["down", "up"], "{schema}");
    assert_eq!(schema["additionalProperties"], false, "{schema}");
    let call = |steps: Value| Ask::tool("steps", json!({ "steps": steps }));
    assert_eq!(
        call(json!({ "up": 3, "down": 1 }))
            .send(&router)
            .await
            .ok_text(),
        "3 of 2"
    );
    let reply = call(json!({ "left": 1 })).send(&router).await.result();
    assert_eq!(reply["isError"], true, "{reply}");
}
