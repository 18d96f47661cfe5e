use mcp_runtime::prelude::*;

/// Begin a project.
#[mcp_tool(scopes("offline_access"))] //~ "offline_access"
fn begin(name: String) -> String {
    name
}

fn main() {
    begin("apollo".to_owned());
}
