use mcp_runtime::prelude::*;

/// Restart.
#[mcp_tool(scopes(admin))] //~ admin
fn restart() {}

fn main() {
    restart();
}
