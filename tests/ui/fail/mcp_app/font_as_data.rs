use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/font_as_data.html")] //~ "templates/font_as_data.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
