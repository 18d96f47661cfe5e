use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/forecast.html")]
struct Forecast<T> { //~ T
    celsius: T,
}

fn main() {}
