use mcp_runtime::prelude::*;

/// Compare things.
#[mcp_prompt]
fn compare(things: Vec<String>) -> String { //~ Vec
    things.join(" and ")
}

mcp_server! { Comparer { name: "comparer", version: "1.0.0", prompts: [compare] } }

fn main() {
    let _ = Comparer::new();
}
