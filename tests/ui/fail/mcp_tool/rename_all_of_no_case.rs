use mcp_runtime::prelude::*;

/// Find what was made.
#[mcp_tool(rename_all = "camel_case")] //~ "camel_case"
fn find(created_after: String) -> String {
    created_after
}

fn main() {}
