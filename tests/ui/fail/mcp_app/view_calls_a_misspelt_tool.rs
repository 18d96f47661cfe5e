use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/calls_refresh.html")]
struct Forecast {
    celsius: f64,
}

/// Weather forecast for a place.
#[mcp_tool]
fn forecast() -> Ui<Forecast> {
    Ui::new("20 °C", Forecast { celsius: 20.0 })
}

/// Measure anew.
#[mcp_tool(name = "refesh")]
fn measure() {}

mcp_server! {
    Weather {
        name: "weather",
        version: "1.0.0",
        tools: [
            measure,
            forecast, //~ forecast
        ],
    }
}

fn main() {
    let _ = Weather::new();
}
