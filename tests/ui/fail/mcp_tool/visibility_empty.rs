use mcp_runtime::prelude::*;

/// Draw it anew.
#[mcp_tool(visibility())] //~ visibility
fn refresh() {}

fn main() {
    refresh();
}
