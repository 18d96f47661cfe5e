use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/preload_from_elsewhere.html")] //~ "templates/preload_from_elsewhere.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
