use mcp_runtime::prelude::*;

/// Read a repository.
#[mcp_tool(read_only, may_need("repo:private"))]
fn read_repo(scopes: Scopes) -> Result<&'static str, ToolError> {
    scopes.require("repo:secret")?; //~ "repo:secret"
    Ok("here")
}

fn main() {
    let _ = read_repo(Scopes::for_tests([]));
}
