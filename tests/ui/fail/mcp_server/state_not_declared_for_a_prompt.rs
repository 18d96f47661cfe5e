use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

/// Review code.
#[mcp_prompt]
fn review(code: String, db: State<Db>) -> String {
    drop(db);
    code
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [review], //~ review
    }
}

fn main() {
    let _ = Reviews::new();
}
