//! The README's examples do what it says.

use mcp_runtime::prelude::*;
use mcp_runtime::testing::Client;
use serde_json::json;

const README: &str = include_str!("../../README.md");

/// Count how often a letter occurs in a text.
#[mcp_tool(read_only)]
fn count_letter(
    /// The text to look in
    #[mcp(length = 1..=10_000, example = "strawberry")]
    text: String,
    /// The letter to count
    letter: char,
) -> usize {
    text.chars().filter(|c| *c == letter).count()
}

mcp_server! {
    /// Exact answers about texts.
    pub Letters { name: "letters", version: env!("CARGO_PKG_VERSION"), tools: [count_letter] }
}

#[tokio::test]
async fn the_call_of_the_first_screen_prints_what_it_says() {
    let arguments = json!({ "text": "strawberry", "letter": "r" });
    let said = Client::new(Letters::new())
        .call_tool::<count_letter>(arguments)
        .await;
    let shown = format!(
        "$ cargo run -- call count_letter text=strawberry letter=r\n{}\n",
        said.text()
    );
    assert!(README.contains(&shown), "{shown}");
    let source = include_str!("readme.rs");
    let (_, source) = source.split_once("/// Count how often").unwrap();
    let (source, _) = source.split_once("#[tokio::test]").unwrap();
    assert!(
        README.contains(source.trim_end()),
        "the README's first server is this one"
    );
}

#[test]
fn the_error_of_the_first_screen_is_the_compilers() {
    let error = include_str!("../ui/fail/mcp_tool/read_only_and_destructive.stderr");
    assert!(README.contains(error.trim_end()), "{error}");
}
