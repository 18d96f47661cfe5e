use mcp_runtime::prelude::*;

struct City(String);

/// Forecast the weather.
#[mcp_tool]
fn forecast(place: City) -> String { //~ City
    place.0
}

mcp_server! { Weather { name: "weather", version: "1.0.0", tools: [forecast] } }

fn main() {
    let _ = Weather::new();
}
