use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/refresh_of_the_view.html")] //~ "templates/refresh_of_the_view.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
