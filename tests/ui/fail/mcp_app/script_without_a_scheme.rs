use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/script_without_a_scheme.html", csp(resource = ["https://cdn.example.com"]))] //~ "templates/script_without_a_scheme.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
