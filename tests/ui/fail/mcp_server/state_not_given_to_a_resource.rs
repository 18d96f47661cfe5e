use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

struct AppState;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String, db: State<Db>) -> String {
    drop(db);
    name
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        state: AppState,
        resources: [note], //~ note
    }
}

fn main() {
    let _ = Reviews::new(AppState);
}
