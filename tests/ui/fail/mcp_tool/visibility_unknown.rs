use mcp_runtime::prelude::*;

/// Draw it anew.
#[mcp_tool(visibility(app, user))] //~ user
fn refresh() {}

fn main() {
    refresh();
}
