use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/image_set_of_a_style_from_elsewhere.html")] //~ "templates/image_set_of_a_style_from_elsewhere.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
