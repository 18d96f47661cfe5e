use mcp_runtime::prelude::*;

/// The configuration.
#[mcp_resource(uri = "config://app")] //~ uri
fn config() -> String {
    String::new()
}

fn main() {}
