//! `rename_all` renames the arguments of a function, but for those that have a name of their own.

use mcp_runtime::prelude::*;
use mcp_runtime::serde_json::json;
use mcp_runtime::testing::Client;

/// Find what was made.
#[mcp_tool(read_only, rename_all = "camelCase")]
fn find(
    created_after: String,
    #[mcp(name = "max_results", range = 1..=9)] most: u8,
    _dry_run: Option<bool>,
) -> String {
    format!("{most} since {created_after}")
}

/// Look for what was made.
#[mcp_prompt(rename_all = "kebab-case")]
fn look(created_after: String) -> String {
    created_after
}

mcp_server! { Finder { name: "finder", version: "1.0.0", tools: [find], prompts: [look] } }

#[tokio::main]
pub(crate) async fn main() {
    let client = Client::new(Finder::new());
    let schema = client.tools().await[0]["inputSchema"].clone();
    let names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["createdAfter", "max_results", "dryRun"]);
    let found = client
        .call_tool::<find>(json!({ "createdAfter": "2026-07-28", "max_results": 3 }))
        .await;
    assert_eq!(found.text(), "3 since 2026-07-28");
    assert_eq!(client.prompts().await[0]["arguments"][0]["name"], "created-after");
}
