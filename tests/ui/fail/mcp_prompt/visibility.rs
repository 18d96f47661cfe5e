use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt(visibility(app))] //~ visibility
fn review(code: String) -> String {
    code
}

fn main() {
    review(String::new());
}
