use mcp_runtime::prelude::*;

/// Restart.
#[mcp_tool(scopes(hidden))] //~ hidden
fn restart() {}

fn main() {
    restart();
}
