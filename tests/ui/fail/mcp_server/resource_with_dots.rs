use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> String {
    name
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        resources: [..note], //~ note]
    }
}

fn main() {
    let _ = Reviews::new();
}
