//! The list of tools as a hand-written server has it: JSON, made once.

use serde_json::{Value, json};

const INTEGER: &str = "int64";

/// The 51 tools, as JSON text.
pub fn list() -> String {
    let int = |description: &str| json!({ "type": "integer", "format": INTEGER, "description": description });
    let add = json!({
        "name": "add",
        "description": "Add two integers.",
        "inputSchema": {
            "type": "object",
            "properties": { "a": int("One"), "b": int("The other") },
            "required": ["a", "b"],
            "additionalProperties": false,
        },
        "outputSchema": { "type": "object", "properties": { "result": { "type": "integer", "format": INTEGER } }, "required": ["result"] },
    });
    let search = |i: usize| {
        json!({
            "name": format!("tool_{i:02}"),
            "description": format!("Dummy tool_{i:02}: searches a fictional collection and returns a formatted line."),
            "inputSchema": {
                "type": "object",
                "properties": {
                    "query": { "type": "string", "description": "Text to search for" },
                    "limit": int("Maximum number of rows"),
                    "exact": { "type": ["boolean", "null"], "description": "Match exactly" },
                },
                "required": ["query", "limit"],
                "additionalProperties": false,
            },
        })
    };
    Value::Array(std::iter::once(add).chain((0..50).map(search)).collect()).to_string()
}
