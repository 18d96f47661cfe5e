use mcp_runtime::prelude::*;

struct Note;

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        resources: [Note], //~ Note
    }
}

fn main() {
    let _ = Reviews::new();
}
