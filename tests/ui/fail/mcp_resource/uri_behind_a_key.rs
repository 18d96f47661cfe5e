use mcp_runtime::prelude::*;

/// The configuration.
#[mcp_resource(title = "Settings", "config://app")] //~ "config://app"
fn config() -> String {
    String::new()
}

fn main() {}
