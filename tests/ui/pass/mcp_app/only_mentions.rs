//! A URL that a template mentions, and that a browser doesn't load, needs no `csp(…)`.

use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/only_mentions.html")]
struct Forecast {
    celsius: f64,
}

/// Weather forecast.
#[mcp_tool(read_only)]
fn forecast() -> Ui<Forecast> {
    Ui::new("20 °C", Forecast { celsius: 20.0 })
}

mcp_server! { Weather { name: "weather", version: "1.0.0", tools: [forecast] } }

pub(crate) fn main() {
    let _ = Weather::new();
}
