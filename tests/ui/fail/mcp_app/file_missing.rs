use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "ui/chart.html")] //~ "ui/chart.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
