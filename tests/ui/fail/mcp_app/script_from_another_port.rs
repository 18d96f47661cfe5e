use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/script_from_another_port.html", csp(resource = ["https://cdn.example.com"]))] //~ "templates/script_from_another_port.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
