use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/frame_from_elsewhere.html", csp(resource = ["https://video.example.com"]))] //~ "templates/frame_from_elsewhere.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
