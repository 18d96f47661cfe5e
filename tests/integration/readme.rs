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

mod forecast {
    use mcp_runtime::prelude::*;

    /// Weather forecast for a place.
    #[mcp_tool(read_only)]
    pub(super) fn forecast(
        /// City name or postal code
        place: String,
        #[mcp(range = 1..=14, default = 3)] days: u8,
        region: Option<String>,
    ) -> String {
        format!("{place} {days} {region:?}")
    }

    mcp_server! { pub(super) Weather { name: "weather", version: "1.0.0", tools: [forecast] } }
}

#[tokio::test]
async fn wrong_arguments_are_answered_as_it_shows() {
    let said = Client::new(forecast::Weather::new())
        .call_tool::<forecast::forecast>(json!({ "days": "three", "regio": "north" }))
        .await;
    assert!(said.is_error());
    assert!(README.contains(&said.text()), "{}", said.text());
}

/// `UPDATE_SNAPSHOTS=1 cargo test -p mcp-browser-tests apps_are_shown` makes it anew.
#[test]
fn the_picture_of_the_playground_is_small() {
    let picture = include_bytes!("../../mcp-runtime/src/docs/playground.jpg");
    assert!(picture.starts_with(b"\xff\xd8\xff"), "it is a JPEG");
    assert!(picture.len() <= 100 << 10, "{} bytes", picture.len());
    assert!(README.contains("(mcp-runtime/src/docs/playground.jpg)"));
}

#[test]
fn the_error_of_the_first_screen_is_the_compilers() {
    let error = include_str!("../ui/fail/mcp_tool/read_only_and_destructive.stderr");
    assert!(README.contains(error.trim_end()), "{error}");
}
