use mcp_runtime::prelude::*;

struct Forecast {
    celsius: f64,
}

/// Weather forecast.
#[mcp_tool]
async fn forecast() -> Result<Forecast, ToolError> { //~ Result
    Ok(Forecast { celsius: 21.0 })
}

fn main() {}
