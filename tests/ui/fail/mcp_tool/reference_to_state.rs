use mcp_runtime::prelude::*;

struct Db;

/// Count the rows.
#[mcp_tool]
fn count(db: &State<Db>) -> usize { //~ &State
    let _ = db;
    0
}

fn main() {}
