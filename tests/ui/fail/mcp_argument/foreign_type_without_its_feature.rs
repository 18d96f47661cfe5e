use mcp_runtime::prelude::*;

/// Look a host up.
#[mcp_tool]
fn look_up(host: url::Host) -> String { //~ url::Host
    host.to_string()
}

fn main() {}
