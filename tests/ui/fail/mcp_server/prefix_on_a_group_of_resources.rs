use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> String {
    name
}

mcp_tools! { Notes { resources: [note] } }

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        resources: [..Notes as "my"], //~ as
    }
}

fn main() {
    let _ = Reviews::new();
}
