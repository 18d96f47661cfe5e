use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(argument)] cx: Context) -> String { //~ Context
    let _ = cx;
    String::new()
}

fn main() {}
