use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", description = " ")] //~ " "
struct Forecast {
    celsius: f64,
}

fn main() {}
