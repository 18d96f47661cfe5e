use mcp_runtime::prelude::*;

/// What we sell.
#[mcp_tool(read_only, public, scopes("catalogue:read"))] //~ public
fn catalogue() -> &'static str {
    "apples"
}

fn main() {
    catalogue();
}
