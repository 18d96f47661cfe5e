use mcp_runtime::prelude::*;

#[mcp_app(html = "templates/forecast.html")]
fn forecast() {} //~ fn

fn main() {}
