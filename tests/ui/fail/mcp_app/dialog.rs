use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/dialog.html")] //~ "templates/dialog.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
