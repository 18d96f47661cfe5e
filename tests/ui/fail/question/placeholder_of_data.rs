use mcp_runtime::prelude::*;
use mcp_runtime::{schemars, serde};

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(crate = "mcp_runtime::serde")]
#[schemars(crate = "mcp_runtime::schemars")]
struct Project {
    name: String,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: Project, #[mcp(ask = "Archive {project}?")] answer: Confirm) -> String { //~ "Archive {project}?"
    let Confirm = answer;
    project.name
}

fn main() {}
