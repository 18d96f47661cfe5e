//! `Args<T>`, alone and beside injected parameters, by its name and by an alias.

use mcp_runtime::prelude::*;

#[mcp_type]
struct Search {
    /// Words to look for
    query: String,
    /// Most results to return
    limit: Option<u32>,
}

type SearchArgs = Args<Search>;

/// Search the archive.
#[mcp_tool(read_only)]
fn search(Args(search): Args<Search>) -> String {
    format!("{} results at most for {}", search.limit.unwrap_or(10), search.query)
}

/// Search the archive, and say how it goes.
#[mcp_tool(read_only)]
async fn search_loudly(cx: Context, search: SearchArgs, principal: Principal) -> String {
    let _ = principal;
    cx.progress(1.0);
    search.0.query
}

mcp_server! { Archive { name: "archive", version: "1.0.0", tools: [search, search_loudly] } }

pub(crate) fn main() {
    let _server = Archive::new();
}
