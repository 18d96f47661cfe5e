use mcp_runtime::prelude::*;

/// What we sell.
#[mcp_tool(read_only, public)]
fn catalogue(
    _scopes: Scopes, //~ Scopes
) -> &'static str {
    "apples"
}

fn main() {
    catalogue(Scopes::for_tests([]));
}
