use mcp_runtime::prelude::*;

/// Draw it anew.
#[mcp_tool(visibility(app, app))] //~ app)
fn refresh() {}

fn main() {
    refresh();
}
