//! Resources: texts, bytes, JSON, and templates that stand for many.

use mcp_runtime::prelude::*;
use mcp_runtime::protocol::Role;

/// A text that never changes.
#[mcp_resource(
    "test://static-text",
    title = "Static text",
    mime_type = "text/plain",
    cache = "public",
    ttl = "1h"
)]
pub(crate) fn static_text() -> &'static str {
    "This is the content of the static text resource."
}

/// An image that never changes.
#[mcp_resource(
    "test://static-binary",
    mime_type = "image/png",
    cache = "public",
    ttl = "1h"
)]
pub(crate) fn static_binary() -> &'static [u8] {
    include_bytes!("../media/disc.png")
}

#[mcp_type]
pub(crate) struct Row {
    id: String,
    #[serde(rename = "templateTest")]
    template_test: bool,
    data: String,
}

/// Data by its id.
#[mcp_resource("test://template/{id}/data", mime_type = "application/json")]
pub(crate) fn template_data(id: String) -> Json<Row> {
    let data = format!("Data for ID: {id}");
    Json(Row {
        id,
        template_test: true,
        data,
    })
}

const FILES: [(&str, &str); 3] = [
    ("README.md", "# Read me\n"),
    ("src/main.rs", "fn main() {}\n"),
    ("src/lib.rs", "//! A library.\n"),
];

/// A file of a small project; there is no such thing on the disk.
#[mcp_resource("project:///{+path}", title = "Project file", mime_type = "text/plain", audience = ["assistant"], priority = 0.5)]
pub(crate) fn project_file(#[mcp(complete = paths)] path: String) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(name, _)| *name == path)
        .map(|(_, text)| *text)
}

#[mcp_completion]
pub(crate) fn paths(typed: CompletionContext) -> Vec<&'static str> {
    FILES
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| name.contains(typed.value()))
        .collect()
}

/// A page of numbers: variables that may be missing.
#[mcp_resource("test://numbers{?from,count}")]
pub(crate) fn numbers(
    #[mcp(default = 1)] from: u32,
    #[mcp(default = 3, range = 1..=100)] count: u32,
) -> ResourceContents {
    let numbers: Vec<String> = (from..from.saturating_add(count))
        .map(|n| n.to_string())
        .collect();
    ResourceContents::text(
        format!("test://numbers?from={from}&count={count}"),
        numbers.join(" "),
    )
}

/// A text that clients can subscribe to.
#[mcp_resource("test://watched-resource", mime_type = "text/plain")]
pub(crate) fn watched() -> &'static str {
    "Watch this."
}

/// A message for the person, made for the caller alone.
#[mcp_resource("test://greeting")]
pub(crate) fn greeting(principal: Principal) -> String {
    format!(
        "Hello, {} ({:?})",
        principal.id().unwrap_or("stranger"),
        Role::User
    )
}
