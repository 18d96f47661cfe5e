use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/cookie.html")] //~ "templates/cookie.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
