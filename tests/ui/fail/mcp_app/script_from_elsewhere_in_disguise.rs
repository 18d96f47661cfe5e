use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/script_from_elsewhere_in_disguise.html")] //~ "templates/script_from_elsewhere_in_disguise.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
