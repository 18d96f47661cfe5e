use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/not_utf8.html")] //~ "templates/not_utf8.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
