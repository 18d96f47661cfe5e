//! Prompts and resources that a `#[cfg]` leaves out need not exist.
#![allow(clippy::non_minimal_cfg)]

use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: String) -> String {
    code
}

/// Explain code.
#[cfg(all())]
#[mcp_prompt]
fn explain(code: String) -> String {
    code
}

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> String {
    name
}

/// A draft.
#[cfg(any())]
#[mcp_resource("drafts:///{name}")]
fn draft(name: String) -> String {
    name
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [
            #[cfg(any())]
            nowhere::review,
            review,
            #[cfg(all())]
            #[cfg(not(any()))]
            explain,
        ],
        resources: [
            note,
            #[cfg(any())]
            draft,
        ],
    }
}

pub(crate) fn main() {
    let _server = Reviews::new();
    let prompts: Vec<&str> = Reviews::DEFINITION.prompts().map(|prompt| prompt.meta().name()).collect();
    assert_eq!(prompts, ["review", "explain"]);
    assert_eq!(Reviews::DEFINITION.resources().len(), 1);
}
