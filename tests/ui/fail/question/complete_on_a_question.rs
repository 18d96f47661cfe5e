use mcp_runtime::prelude::*;

#[derive(Form)]
struct Language {
    language: String,
}

#[mcp_completion]
fn languages() -> Vec<String> {
    Vec::new()
}

/// Review code.
#[mcp_prompt]
fn review(#[mcp(ask = "Which language?", complete = languages)] answer: Language) -> String { //~ complete
    answer.language
}

fn main() {}
