use mcp_runtime::prelude::*;

#[derive(Form)]
struct Language {
    language: String,
}

/// Review code.
#[mcp_prompt]
fn review(#[mcp(ask = "Which language?", title = "Language")] answer: Language) -> String { //~ title
    answer.language
}

fn main() {}
