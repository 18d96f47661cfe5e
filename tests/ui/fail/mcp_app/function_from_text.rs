use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/function_from_text.html")] //~ "templates/function_from_text.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
