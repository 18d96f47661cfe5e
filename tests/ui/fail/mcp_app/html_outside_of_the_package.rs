use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "../ui/templates/forecast.html")] //~ "../ui/templates/forecast.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
