use mcp_runtime::prelude::*;

#[derive(Form)]
struct Keep {
    backup: bool,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Keep what?", fallback = true)] answer: Keep) -> String { //~ true
    drop(answer);
    project
}

mcp_server! { Projects { name: "projects", version: "1.0.0", tools: [archive] } }

fn main() {
    let _ = Projects::new();
}
