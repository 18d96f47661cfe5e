use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/style_relative.html")] //~ "templates/style_relative.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
