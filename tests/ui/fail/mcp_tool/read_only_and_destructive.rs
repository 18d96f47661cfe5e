use mcp_runtime::prelude::*;

/// Delete a file.
#[mcp_tool(read_only, destructive)] //~ destructive
fn delete(path: String) -> String {
    path
}

fn main() {}
