use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_app(html = "templates/forecast.html")]
struct Forecast { //~ Forecast
    celsius: f64,
}

/// Weather forecast for a place.
#[mcp_tool]
fn forecast() -> Ui<Forecast> {
    Ui::new("20 °C", Forecast { celsius: 20.0 })
}

mcp_server! { Weather { name: "weather", version: "1.0.0", tools: [forecast] } }

fn main() {
    let _ = Weather::new();
}
