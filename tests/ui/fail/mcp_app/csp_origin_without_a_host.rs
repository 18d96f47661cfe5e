use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", csp(resource = ["https://:8443"]))] //~ "https://:8443"
struct Forecast {
    celsius: f64,
}

fn main() {}
