use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", csp(connect = "https://api.example.com"))] //~ "https://api.example.com"
struct Forecast {
    celsius: f64,
}

fn main() {}
