use mcp_runtime::prelude::*;

/// The configuration.
#[mcp_resource("config://app" title = "Settings")] //~ title
fn config() -> String {
    String::new()
}

fn main() {}
