use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/doctype_of_another_standard.html")] //~ "templates/doctype_of_another_standard.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
