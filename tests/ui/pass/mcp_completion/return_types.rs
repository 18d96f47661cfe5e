//! All that a completion may take and return.

use mcp_runtime::prelude::*;
use mcp_runtime::response::Completions;

#[derive(Clone)]
struct Words(Vec<String>);

#[mcp_completion]
fn nothing() -> Vec<String> {
    Vec::new()
}

#[mcp_completion]
fn literals(typed: CompletionContext) -> [&'static str; 2] {
    let _ = typed;
    ["a", "b"]
}

#[mcp_completion]
async fn words(typed: CompletionContext, State(words): State<Words>, principal: Principal) -> Result<Completions, ToolError> {
    let _ = principal;
    let all: Vec<String> = words.0.into_iter().filter(|word| word.starts_with(typed.value())).collect();
    Ok(Completions::from(all).total(1000))
}

#[mcp_completion(blocking)]
fn files(#[mcp(inject)] typed: CompletionContext) -> std::io::Result<Vec<String>> {
    Ok(vec![typed.value().to_owned()])
}

/// All of them.
#[mcp_prompt]
fn all(
    #[mcp(complete = nothing)] a: String,
    #[mcp(complete = literals)] b: Option<String>,
    #[mcp(complete = words)] c: String,
    #[mcp(complete = self::files)] d: String,
) -> String {
    format!("{a} {b:?} {c} {d}")
}

mcp_server! { Prompts { name: "prompts", version: "1.0.0", state: Words, prompts: [all] } }

pub(crate) fn main() {
    let _server = Prompts::new(Words(Vec::new()));
}
