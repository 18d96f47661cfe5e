use mcp_runtime::prelude::*;

#[mcp_type]
struct Search {
    query: String,
}

/// Search the archive.
#[mcp_tool]
fn search(
    Args(search): Args<Search>,
    Args(other): Args<Search>, //~ Args<Search>
) -> String {
    search.query + &other.query
}

fn main() {}
