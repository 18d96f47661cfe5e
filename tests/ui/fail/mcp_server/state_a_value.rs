use mcp_runtime::prelude::*;

struct Db;

mcp_server! { pub Rows { name: "rows", version: "1.0.0", state: Db::open(), tools: [] } } //~ Db::open

fn main() {}
