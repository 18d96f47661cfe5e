use mcp_runtime::prelude::*;

/// The configuration.
#[mcp_resource]
fn config() -> String { //~ config
    String::new()
}

fn main() {}
