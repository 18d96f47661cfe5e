use mcp_runtime::prelude::*;

/// Tell who calls.
#[mcp_tool]
fn who(#[mcp(argument)] principal: Principal) -> String { //~ Principal
    format!("{principal:?}")
}

mcp_server! { Directory { name: "directory", version: "1.0.0", tools: [who] } }

fn main() {
    let _ = Directory::new();
}
