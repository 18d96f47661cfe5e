use mcp_runtime::prelude::*;

/// Find a city.
#[mcp_tool(mime_type = "text/plain")] //~ mime_type
fn find(name: String) -> String {
    name
}

fn main() {}
