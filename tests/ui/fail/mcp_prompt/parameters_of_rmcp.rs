use mcp_runtime::prelude::*;

#[mcp_type]
struct Letter {
    to: String,
}

/// Write a letter.
#[mcp_prompt]
fn write(Parameters(letter): Parameters<Letter>) -> String { //~ Parameters<Letter>
    letter.to
}

fn main() {}
