use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", csp(resource = ["https://a.example.com https://b.example.com"]))] //~ "https://a.example.com https://b.example.com"
struct Forecast {
    celsius: f64,
}

fn main() {}
