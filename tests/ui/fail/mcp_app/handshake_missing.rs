use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/handshake_missing.html", runtime = false)] //~ "templates/handshake_missing.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
