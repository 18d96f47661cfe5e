use mcp_runtime::prelude::*;

/// Begin a project.
#[mcp_tool(scopes("full-access"))] //~ "full-access"
fn begin(name: String) -> String {
    name
}

fn main() {
    begin("apollo".to_owned());
}
