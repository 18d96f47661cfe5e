use mcp_runtime::prelude::*;

mod today {
    use mcp_runtime::prelude::*;

    /// Forecast of today
    #[mcp_type]
    #[mcp_app(html = "templates/forecast.html")]
    pub struct Forecast {
        celsius: f64,
    }

    /// Weather forecast for today.
    #[mcp_tool]
    pub fn forecast() -> Ui<Forecast> {
        Ui::new("20 °C", Forecast { celsius: 20.0 })
    }
}

/// Forecast of tomorrow
#[mcp_type]
#[mcp_app(html = "templates/forecast.html")]
struct Forecast {
    celsius: f64,
}

/// Weather forecast for tomorrow.
#[mcp_tool]
fn tomorrow() -> Result<Ui<Forecast>, ToolError> {
    Ok(Ui::new("20 °C", Forecast { celsius: 20.0 }))
}

mcp_server! {
    Weather {
        name: "weather",
        version: "1.0.0",
        tools: [
            today::forecast,
            tomorrow, //~ tomorrow
        ],
    }
}

fn main() {
    let _ = Weather::new();
}
