use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(#[mcp(ask = "What is it?")] answer: String) -> String { //~ String
    drop(answer);
    String::new()
}

mcp_server! { Projects { name: "projects", version: "1.0.0", tools: [archive] } }

fn main() {
    let _ = Projects::new();
}
