use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/runtime_in_a_frame.html")] //~ "templates/runtime_in_a_frame.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
