use mcp_runtime::prelude::*;

/// List cities.
#[mcp_tool]
fn cities() -> String {
    "Basel, Bern".to_owned()
}

/// The weather in a city.
#[mcp_resource("weather:///{city}")]
fn weather(#[mcp(complete = cities)] city: String) -> String { //~ cities
    city
}

mcp_server! { Weather { name: "weather", version: "1.0.0", resources: [weather] } }

fn main() {
    let _ = Weather::new();
}
