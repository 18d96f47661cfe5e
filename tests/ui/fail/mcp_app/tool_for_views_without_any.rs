use mcp_runtime::prelude::*;

/// Measure anew.
#[mcp_tool(visibility(app))]
fn refresh() {}

mcp_server! {
    Weather {
        name: "weather",
        version: "1.0.0",
        tools: [
            refresh, //~ refresh
        ],
    }
}

fn main() {
    let _ = Weather::new();
}
