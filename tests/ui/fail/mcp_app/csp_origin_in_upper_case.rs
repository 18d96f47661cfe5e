use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", csp(resource = ["https://CDN.example.com"]))] //~ "https://CDN.example.com"
struct Forecast {
    celsius: f64,
}

fn main() {}
