//! The schemas of arguments.

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
