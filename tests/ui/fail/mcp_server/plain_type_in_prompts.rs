use mcp_runtime::prelude::*;

struct Review;

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [Review], //~ Review]
    }
}

fn main() {
    let _ = Reviews::new();
}
