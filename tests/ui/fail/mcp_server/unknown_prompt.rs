use mcp_runtime::prelude::*;

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [review], //~ review]
    }
}

fn main() {
    let _ = Reviews::new();
}
