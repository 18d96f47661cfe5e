use mcp_runtime::prelude::*;

#[mcp_type]
struct Search {
    query: String,
}

/// Search the archive.
#[mcp_tool]
fn search(
    limit: u32,
    Args(search): Args<Search>, //~ Args<Search>
) -> String {
    format!("{} results at most for {}", limit, search.query)
}

mcp_server! { Archive { name: "archive", version: "1.0.0", tools: [search] } }

fn main() {
    let _ = Archive::new();
}
