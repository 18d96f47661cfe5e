use mcp_runtime::prelude::*;

#[derive(serde::Deserialize)]
struct Staff {}

/// What we sell.
#[mcp_tool(read_only, public)]
fn catalogue(
    _who: Claims<Staff>, //~ Claims<Staff>
) -> &'static str {
    "apples"
}

fn main() {
    catalogue(Claims(Staff {}));
}
