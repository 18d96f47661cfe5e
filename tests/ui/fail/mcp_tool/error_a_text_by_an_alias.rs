use mcp_runtime::prelude::*;

type Found<T> = Result<T, &'static str>;

/// Find a city.
#[mcp_tool(read_only)]
async fn find_city(name: String) -> Found<u32> { //~ Found<u32>
    let _ = name;
    Err("there is no such city")
}

fn main() {}
