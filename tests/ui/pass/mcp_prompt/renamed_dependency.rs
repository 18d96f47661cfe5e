//! The dependency under another name.

use ::mcp_runtime as renamed;

use renamed::{Form, mcp_completion, mcp_prompt, mcp_resource, mcp_server, mcp_tool};

#[mcp_completion(crate = renamed)]
fn languages(typed: renamed::CompletionContext) -> Vec<String> {
    vec![typed.value().to_owned()]
}

#[derive(Form)]
#[form(crate = renamed)]
struct Focus {
    speed: bool,
}

/// Review code.
#[mcp_prompt(crate = renamed)]
fn review(
    #[mcp(complete = languages, length = 1..)] language: String,
    #[mcp(ask = "What should a review of {language} look at?", fallback = Focus { speed: true })] focus: Focus,
) -> String {
    format!("Review {language}, speed: {}", focus.speed)
}

/// A note.
#[mcp_resource("notes:///{name}{?page}", crate = renamed)]
fn note(name: String, #[mcp(default = 1)] page: u32) -> String {
    format!("{name}, page {page}")
}

/// Delete a note.
#[mcp_tool(destructive, confirm = "Delete {name}?", crate = renamed)]
fn delete(name: String) -> String {
    name
}

mcp_server! { Reviews { name: "reviews", version: "1.0.0", tools: [delete], prompts: [review], resources: [note], crate: renamed } }

pub(crate) fn main() {
    let _server = Reviews::new();
}
