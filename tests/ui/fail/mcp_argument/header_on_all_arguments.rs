use mcp_runtime::prelude::*;

#[mcp_type]
struct Search {
    query: String,
}

/// Search the archive.
#[mcp_tool]
fn search(#[mcp(header = "Query")] Args(search): Args<Search>) -> String { //~ "Query"
    search.query
}

fn main() {}
