use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", ttl = "1s", ttl = "2s")] //~ ttl = "2s"
fn note() -> String {
    String::new()
}

fn main() {}
