use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/handler_in_an_attribute.html")] //~ "templates/handler_in_an_attribute.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
