use mcp_runtime::prelude::*;

#[mcp_completion(scopes("projects:read"))] //~ scopes
fn names() -> Vec<String> {
    Vec::new()
}

fn main() {
    names();
}
