use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

struct AppState;

#[mcp_completion]
fn languages(db: State<Db>) -> Vec<String> {
    drop(db);
    Vec::new()
}

/// Review code.
#[mcp_prompt]
fn review(#[mcp(complete = languages)] language: String) -> String {
    language
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        state: AppState,
        prompts: [review], //~ review
    }
}

fn main() {
    let _ = Reviews::new(AppState);
}
