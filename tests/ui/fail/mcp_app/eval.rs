use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/eval.html")] //~ "templates/eval.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
