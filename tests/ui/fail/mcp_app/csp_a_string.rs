use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", csp = "default-src *")] //~ csp
struct Forecast {
    celsius: f64,
}

fn main() {}
