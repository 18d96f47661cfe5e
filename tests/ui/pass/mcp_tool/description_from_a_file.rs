//! Descriptions come from doc comments of every form.

use mcp_runtime::prelude::*;

#[doc = include_str!("description.md")]
#[mcp_tool]
fn from_a_file(#[doc = include_str!("description.md")] place: String) -> String {
    place
}

/**
 * Look around.
 */
#[mcp_tool]
fn from_a_block() {}

/// Look
#[doc = concat!("ar", "ound.")]
#[mcp_tool]
fn from_pieces() {}

/// Look around.
///
/// ```text
///     indented
/// ```
#[mcp_tool]
fn from_lines() {}

mcp_server! { Looker { name: "looker", version: "1.0.0", tools: [from_a_file, from_a_block, from_pieces, from_lines] } }

pub(crate) fn main() {
    let tools: Vec<_> = Looker::DEFINITION.tools().collect();
    assert_eq!(tools[0].meta().description().trim(), "Look around.");
    assert_eq!(tools[0].params()[0].description.trim(), "Look around.");
    assert_eq!(tools[3].meta().description(), "Look around.\n\n```text\n    indented\n```");
}
