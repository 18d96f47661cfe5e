use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/embed.html", csp(resource = ["https://img.example.com"]))] //~ "templates/embed.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
