use mcp_runtime::prelude::*;

mod weather {
    use mcp_runtime::prelude::*;

    /// Forecast of a place
    #[mcp_type]
    #[mcp_app(html = "templates/calls_refresh.html")]
    pub struct Forecast {
        celsius: f64,
    }

    /// Weather forecast for a place.
    #[mcp_tool]
    pub fn forecast() -> Ui<Forecast> {
        Ui::new("20 °C", Forecast { celsius: 20.0 })
    }

    /// Measure anew.
    #[mcp_tool(visibility(app))]
    pub fn refresh() {}

    mcp_tools! { pub Weather: [forecast, refresh] }
}

mcp_server! {
    Sky {
        name: "sky",
        version: "1.0.0",
        tools: [
            ..weather::Weather as "weather", //~ weather::Weather
        ],
    }
}

fn main() {
    let _ = Sky::new();
}
