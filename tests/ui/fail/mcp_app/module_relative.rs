use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/module_relative.html")] //~ "templates/module_relative.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
