use mcp_runtime::prelude::*;

struct Db;

/// Count the rows.
#[mcp_tool]
fn count_rows(State(db): State<Db>) -> usize {
    let _ = db;
    7
}

mcp_server! { pub Rows { name: "rows", version: "1.0.0", state: Db, tools: [count_rows] } } //~ count_rows

fn main() {}
