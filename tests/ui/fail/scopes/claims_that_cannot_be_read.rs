use mcp_runtime::prelude::*;

struct Staff {}

/// Say who is there.
#[mcp_tool(read_only)]
fn present() -> &'static str {
    "nobody"
}

mcp_server! {
    Projects {
        name: "projects",
        version: "1.0.0",
        claims: Staff, //~ Staff
        tools: [present],
    }
}

fn main() {
    let _ = Projects::new();
}
