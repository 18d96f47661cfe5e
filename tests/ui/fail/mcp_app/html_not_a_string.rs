use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = include_str!("forecast.html"))] //~ include_str!("forecast.html")
struct Forecast {
    celsius: f64,
}

fn main() {}
