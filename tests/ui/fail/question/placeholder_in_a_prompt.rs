use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(languages: String, #[mcp(ask = "Really {language}?")] ok: Confirm) -> String { //~ "Really {language}?"
    let Confirm = ok;
    languages
}

fn main() {}
