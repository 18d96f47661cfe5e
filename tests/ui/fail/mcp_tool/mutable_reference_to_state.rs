use mcp_runtime::prelude::*;

struct Db;

/// Count the rows.
#[mcp_tool]
fn count_rows(db: &mut Db) -> usize { //~ &mut Db
    let _ = db;
    7
}

fn main() {}
