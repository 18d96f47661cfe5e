use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/window_open.html")] //~ "templates/window_open.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
