use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Really?")] ok: Confirm, #[mcp(ask = "Really, really?", name = "ok")] answer: Confirm) -> String { //~ "Really, really?"
    let (Confirm, Confirm) = (ok, answer);
    project
}

fn main() {}
