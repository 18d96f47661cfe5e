use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

/// Count the rows.
#[mcp_tool]
fn count(#[mcp(default = State(Db))] db: State<Db>) -> usize { //~ State(Db)
    let _ = db;
    0
}

fn main() {}
