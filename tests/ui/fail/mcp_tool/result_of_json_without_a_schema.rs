use mcp_runtime::prelude::*;

struct Forecast {
    celsius: f64,
}

/// Weather forecast.
#[mcp_tool]
fn forecast() -> Json<Forecast> { //~ Forecast
    Json(Forecast { celsius: 21.0 })
}

fn main() {}
