use mcp_runtime::prelude::*;

struct Forecast {
    celsius: f64,
}

/// Weather forecast for a week.
#[mcp_tool]
fn forecasts() -> Result<Json<Vec<Forecast>>, ToolError> { //~ Forecast
    Ok(Json(vec![Forecast { celsius: 21.0 }]))
}

fn main() {}
