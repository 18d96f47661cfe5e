use mcp_runtime::mcp_tool;

/// Weather forecast.
#[mcp_tool]
fn forecast(cx: Context) -> u8 { //~ Context
    21
}

fn main() {}
