use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/handshake_twice.html")] //~ "templates/handshake_twice.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
