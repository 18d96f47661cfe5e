use mcp_runtime::prelude::*;

const URI: &str = "config://app";

/// The configuration.
#[mcp_resource(URI)] //~ URI
fn config() -> String {
    String::new()
}

fn main() {}
