use mcp_runtime::prelude::*;

struct City(String);

/// Find a city.
#[mcp_tool]
fn find(name: String) -> City { //~ City
    City(name)
}

mcp_tools! { Cities: [find] }

mcp_server! { Weather { name: "weather", version: "1.0.0", tools: [..Cities] } }

fn main() {
    let _ = Weather::new();
}
