use mcp_runtime::prelude::*;

/// Find a city.
#[mcp_tool(read_only)]
fn find_city(name: String) -> Result<u32, String> { //~ String>
    Err(format!("there is no city `{name}`"))
}

mcp_server! { pub Cities { name: "cities", version: "1.0.0", tools: [find_city] } }

fn main() {}
