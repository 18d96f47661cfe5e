use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(#[mcp(ask = "Really?")] _: Confirm) -> String { //~ _
    drop(answer);
    String::new()
}

fn main() {}
