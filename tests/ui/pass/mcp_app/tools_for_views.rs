//! Tools for views alone are called by a view of the server, or may be.

use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/calls_refresh.html")]
struct Forecast {
    celsius: f64,
}

type Shown<T> = Result<Ui<T>, ToolError>;

/// Weather forecast for a place.
#[mcp_tool]
async fn forecast() -> Shown<Forecast> {
    Ok(Ui::new("20 °C", Forecast { celsius: 20.0 }))
}

/// The same view a second time.
#[mcp_tool]
fn nowcast() -> impl Future<Output = Ui<Forecast>> + Send {
    async { Ui::new("20 °C", Forecast { celsius: 20.0 }) }
}

/// Measure anew.
#[mcp_tool(visibility(app))]
fn refresh() {}

mcp_server! { Weather { name: "weather", version: "1.0.0", tools: [refresh, forecast, nowcast] } }

/// Forecast of all places
#[mcp_type]
#[mcp_app(html = "templates/calls_by_a_variable.html")]
struct Forecasts {
    celsius: Vec<f64>,
}

/// Weather forecast for all places.
#[mcp_tool(visibility(model, app))]
fn forecasts() -> Ui<Forecasts> {
    Ui::new("20 °C", Forecasts { celsius: vec![20.0] })
}

/// Measure all anew.
#[mcp_tool(visibility(app))]
fn refresh_all() {}

mcp_server! { All { name: "all", version: "1.0.0", tools: [refresh_all, forecasts] } }

pub(crate) fn main() {
    assert_eq!(Weather::DEFINITION.apps().len(), 1);
    assert_eq!(All::DEFINITION.apps()[0].name(), "forecasts");
    Weather::new().check().unwrap();
    All::new().check().unwrap();
}
