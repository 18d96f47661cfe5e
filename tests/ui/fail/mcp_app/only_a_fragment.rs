use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/only_a_fragment.html")] //~ "templates/only_a_fragment.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
