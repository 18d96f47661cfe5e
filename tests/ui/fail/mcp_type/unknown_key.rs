use mcp_runtime::prelude::*;

#[mcp_type(rename_all = "lowercase")] //~ rename_all
struct Forecast {
    celsius: f64,
}

fn main() {}
