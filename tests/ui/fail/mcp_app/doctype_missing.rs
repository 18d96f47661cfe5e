use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/doctype_missing.html")] //~ "templates/doctype_missing.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
