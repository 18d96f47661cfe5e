use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

struct AppState;

/// Count the rows.
#[mcp_tool]
fn count_rows(db: State<Db>) -> usize {
    let _ = db;
    0
}

mcp_server! {
    Counter {
        name: "counter",
        version: "1.0.0",
        state: AppState,
        tools: [count_rows], //~ count_rows
    }
}

fn main() {
    let _ = Counter::new(AppState);
}
