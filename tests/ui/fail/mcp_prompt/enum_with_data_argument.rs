use mcp_runtime::prelude::*;

#[mcp_type]
enum Depth {
    Brief,
    Lines(u32),
}

/// Review code.
#[mcp_prompt]
fn review(depth: Depth) -> String { //~ Depth
    match depth {
        Depth::Brief => "Review it briefly".to_owned(),
        Depth::Lines(lines) => format!("Review it in {lines} lines"),
    }
}

fn main() {}
