//! All keys of the attribute at once.

use mcp_runtime::prelude::*;

/// Fetch rows.
#[mcp_tool(
    name = "rows.fetch/v1",
    title = "Rows",
    read_only,
    destructive = false,
    idempotent = true,
    open_world = false,
    icons = [
        "https://example.com/icon.png",
        icon(src = "data:image/png;base64,AA==", mime_type = "image/png", sizes = ["48x48", "any"], theme = "dark"),
    ],
    meta({ "com.example/tier": "gold", "com.example/limits": [1, 2, { "a": null }] }),
    timeout = "250ms",
    concurrency = 8,
    blocking = false,
    input_schema = r#"{ "type": "object", "properties": { "days": { "type": "integer" } } }"#,
    item = FetchRows,
    crate = ::mcp_runtime,
)]
fn fetch(days: Option<u8>) -> u8 {
    days.unwrap_or(1)
}

mcp_server! {
    /// Fetches rows.
    pub(crate) Rows {
        name: "rows",
        title: "Rows",
        version: concat!("1", ".0"),
        tools: [FetchRows],
        crate: ::mcp_runtime,
    }
}

pub(crate) fn main() {
    let _server = Rows::new();
    let tool = Rows::DEFINITION.tools().next().unwrap();
    assert_eq!(tool.name(), "rows.fetch/v1");
    assert_eq!(tool.meta().annotations().destructive, Some(false));
    assert_eq!(tool.meta().concurrency(), Some(8));
}
