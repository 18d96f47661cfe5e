use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: String) -> impl Future<Output = String> + Send { //~ impl
    std::future::ready(code)
}

fn main() {}
