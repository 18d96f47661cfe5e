use mcp_runtime::prelude::*;
use mcp_runtime::HttpParts;

/// Count the words of a text.
#[mcp_tool(read_only, task)]
async fn count(text: String, http: Option<HttpParts>) -> usize { //~ http
    text.len() + http.map_or(0, |http| http.headers.len())
}

fn main() {}
