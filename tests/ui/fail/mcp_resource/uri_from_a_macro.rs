use mcp_runtime::prelude::*;

/// The configuration.
#[mcp_resource(concat!("config://", "app"))] //~ concat
fn config() -> String {
    String::new()
}

fn main() {}
