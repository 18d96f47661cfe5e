use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", csp(resource = ["https://a.example.com; script-src *"]))] //~ "https://a.example.com; script-src *"
struct Forecast {
    celsius: f64,
}

fn main() {}
