use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/too_large.html")] //~ "templates/too_large.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
