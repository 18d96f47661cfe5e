use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "ui/forecast.html")] //~ "ui/forecast.html"
struct Forecast {
    celsius: f64,
}

/// Weather forecast for a place.
#[mcp_tool]
fn forecast() -> Result<Ui<Forecast>, ToolError> {
    Ok(Ui::new("20 °C", Forecast { celsius: 20.0 }))
}

mcp_server! { Weather { name: "weather", version: "1.0.0", tools: [forecast] } }

fn main() {}
