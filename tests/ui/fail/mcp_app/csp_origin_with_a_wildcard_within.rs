use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", csp(resource = ["https://cdn.*.example.com"]))] //~ "https://cdn.*.example.com"
struct Forecast {
    celsius: f64,
}

fn main() {}
