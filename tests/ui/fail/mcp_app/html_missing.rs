use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(prefers_border)]
struct Forecast { //~ Forecast
    celsius: f64,
}

fn main() {}
