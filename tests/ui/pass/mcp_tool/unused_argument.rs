//! The underscore that rustc asks for isn't part of the name.

use mcp_runtime::prelude::*;

/// Tidy up.
#[mcp_tool]
fn tidy(_dry_run: bool, __: Option<u8>, _cx: Context) {}

mcp_server! { Desk { name: "desk", version: "1.0.0", tools: [tidy] } }

pub(crate) fn main() {
    let tool = Desk::DEFINITION.tools().next().unwrap();
    let names: Vec<&str> = tool.params().iter().map(|param| param.name).collect();
    assert_eq!(names[..2], ["dry_run", "__"]);
    Desk::new().check().unwrap();
}
