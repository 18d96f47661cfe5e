use mcp_runtime::prelude::*;

#[mcp_type]
struct Code {
    text: String,
}

/// Review code.
#[mcp_prompt]
fn review(Args(code): Args<Code>) -> String { //~ Args<Code>
    code.text
}

fn main() {}
