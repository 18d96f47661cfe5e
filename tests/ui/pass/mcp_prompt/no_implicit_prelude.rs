//! Expansions name everything by its whole path.
#![no_implicit_prelude]

use ::mcp_runtime::{mcp_completion, mcp_prompt, mcp_resource, mcp_server};

mod std {}
mod core {}
mod serde {}
mod serde_json {}

#[mcp_completion]
fn languages(typed: ::mcp_runtime::CompletionContext) -> ::std::vec::Vec<&'static str> {
    let _ = typed;
    ::std::vec::Vec::new()
}

/// Review code.
#[mcp_prompt(timeout = "1s", meta({ "com.example/tier": [1, null] }), icons = ["https://example.com/icon.png"])]
async fn review(
    #[mcp(complete = languages, pattern = "^[a-z]+$", length = 1.., format = "hostname", default = "rust")] language: ::std::string::String,
    #[mcp(default = 1, range = 0..=9, example = 2)] depth: u8,
    #[mcp(ask = "Review {language}?", fallback = ::mcp_runtime::Confirm)] ok: ::mcp_runtime::Confirm,
    state: ::mcp_runtime::State<State>,
) -> ::std::result::Result<::std::string::String, ::mcp_runtime::ToolError> {
    let _ = (depth, ok, state);
    ::std::result::Result::Ok(language)
}

/// A note.
#[mcp_resource("notes:///{name}{?page}", ttl = "1s", cache = "public")]
fn note(
    #[mcp(complete = languages)] name: ::std::string::String,
    page: ::std::option::Option<u32>,
    #[mcp(ask = "Show {name}?", volunteered)] ok: ::mcp_runtime::Confirm,
) -> ::std::option::Option<::std::string::String> {
    let _ = (page, ok);
    ::std::option::Option::Some(name)
}

struct State;

impl ::std::clone::Clone for State {
    fn clone(&self) -> Self {
        State
    }
}

mcp_server! { Reviews { name: "reviews", version: "1.0.0", state: State, prompts: [review], resources: [note] } }

pub(crate) fn main() {
    let _server = Reviews::new(State);
}
