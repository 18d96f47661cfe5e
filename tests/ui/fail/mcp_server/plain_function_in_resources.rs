use mcp_runtime::prelude::*;

fn note() -> String {
    String::new()
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        resources: [note], //~ note
    }
}

fn main() {
    let _ = Reviews::new();
}
