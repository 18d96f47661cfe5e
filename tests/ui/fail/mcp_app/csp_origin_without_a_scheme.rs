use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", csp(resource = ["cdn.example.com"]))] //~ "cdn.example.com"
struct Forecast {
    celsius: f64,
}

fn main() {}
