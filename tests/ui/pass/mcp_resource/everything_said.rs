//! All keys of the attribute at once, and all that a variable can say.

use mcp_runtime::prelude::*;

#[mcp_completion]
fn tables() -> Vec<String> {
    vec!["users".to_owned()]
}

/// The settings.
#[mcp_resource(
    "config://app#settings",
    name = "settings",
    title = "Settings",
    mime_type = "application/json; charset=utf-8",
    size = 1024,
    audience = ["user", "assistant"],
    priority = 1,
    last_modified = "2026-07-28T12:00:00.5+02:00",
    ttl = "10s",
    cache = "public",
    icons = ["https://example.com/icon.png"],
    meta({ "com.example/tier": "gold" }),
    timeout = "250ms",
    blocking,
    item = Settings,
    crate = ::mcp_runtime,
)]
fn settings() -> &'static str {
    "{}"
}

// A resource may have no description.
#[mcp_resource("db:///{table}{/id}{.format}{?page,words}{#part}", cache = "private")]
async fn row(
    #[mcp(complete = tables, pattern = "^[a-z]+$")] table: String,
    #[mcp(range = 1..)] id: u32,
    format: String,
    #[mcp(default = 1, range = 1..=99)] page: u8,
    #[mcp(length = ..=80, example = "Bern")] words: Option<String>,
    part: String,
    cx: Context,
) -> Result<Option<String>, ToolError> {
    let _ = cx;
    Ok((id > 0).then(|| format!("{table}/{id}.{format}, {page}, {words:?}, {part}")))
}

/// A file.
#[mcp_resource("file:///{+path}")]
fn file(#[mcp(name = "path", allow_traversal)] at: String) -> Vec<u8> {
    at.into_bytes()
}

mcp_server! { Project { name: "project", version: "1.0.0", resources: [Settings, row, file] } }

pub(crate) fn main() {
    let _server = Project::new();
    assert_eq!(Project::DEFINITION.resources().filter(|resource| resource.meta().is_template()).count(), 2);
}
