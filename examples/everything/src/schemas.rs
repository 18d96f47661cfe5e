//! A schema that was written by hand, for what types can't say.

use mcp_runtime::prelude::*;
use serde_json::{Map, Value};

/// Say how a person wants to be reached: by phone or by email, and the schema tells which one is
/// needed when.
#[mcp_tool(read_only, input_schema = include_str!("contact.schema.json"))]
fn json_schema_2020_12_tool(Args(contact): Args<Map<String, Value>>) -> Result<String, ToolError> {
    let text = |key: &str| contact.get(key).and_then(Value::as_str);
    // A schema given by hand is for the client; the function sees to it that it holds.
    let method = if text("contactMethod") == Some("phone") {
        "phone"
    } else {
        "email"
    };
    let address = text(method)
        .ok_or_else(|| ToolError::new(format!("`{method}` is missing; give it as a string")))?;
    Ok(format!(
        "{} is reached by {method}: {address}",
        text("name").unwrap_or("Somebody")
    ))
}

mcp_tools! { pub Tools: [json_schema_2020_12_tool] }
