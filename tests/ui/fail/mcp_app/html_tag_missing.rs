use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/html_tag_missing.html")] //~ "templates/html_tag_missing.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
