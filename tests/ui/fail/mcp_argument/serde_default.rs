use mcp_runtime::prelude::*;

/// Say when.
#[mcp_tool]
fn when(#[serde(default)] days: u8) -> String { //~ #[serde(default)]
    days.to_string()
}

mcp_server! { pub Calendar { name: "calendar", version: "1.0.0", tools: [when] } }

fn main() {}
