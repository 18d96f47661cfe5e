use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/image_relative.html")] //~ "templates/image_relative.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
