use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/misspelt_runtime.html")] //~ "templates/misspelt_runtime.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
