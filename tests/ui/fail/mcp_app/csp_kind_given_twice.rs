use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", csp(frame = [], frame = ["https://a.example.com"]))] //~ frame = ["https
struct Forecast {
    celsius: f64,
}

fn main() {}
