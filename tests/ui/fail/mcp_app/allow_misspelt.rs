use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html", allow(windowopen))] //~ windowopen
struct Forecast {
    celsius: f64,
}

fn main() {}
