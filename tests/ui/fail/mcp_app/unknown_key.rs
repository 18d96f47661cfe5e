use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", prefer_border)] //~ prefer_border
struct Forecast {
    celsius: f64,
}

fn main() {}
