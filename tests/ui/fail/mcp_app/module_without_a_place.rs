use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/module_without_a_place.html")] //~ "templates/module_without_a_place.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
