use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("{scheme}://today")] //~ "{scheme}://today"
fn note(scheme: String) -> String {
    scheme
}

fn main() {}
