use mcp_runtime::prelude::*;

#[derive(Clone)]
struct Db;

/// Archive a project.
#[mcp_tool]
fn archive(db: State<Db>, #[mcp(ask = "Archive all of {db}?")] answer: Confirm) -> String { //~ "Archive all of {db}?"
    drop(db);
    let Confirm = answer;
    String::new()
}

fn main() {}
