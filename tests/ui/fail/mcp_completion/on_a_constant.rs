use mcp_runtime::prelude::*;

#[mcp_completion]
const CITIES: [&str; 2] = ["Basel", "Bern"]; //~ const

fn main() {}
