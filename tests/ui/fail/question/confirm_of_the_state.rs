use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

/// Delete a project.
#[mcp_tool(destructive, confirm = "Delete {db}?")] //~ "Delete {db}?"
fn delete(db: State<Db>) -> String {
    drop(db);
    String::new()
}

fn main() {}
