use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", csp(script = ["https://cdn.example.com"]))] //~ script
struct Forecast {
    celsius: f64,
}

fn main() {}
