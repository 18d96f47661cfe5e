use mcp_runtime::prelude::*;

#[mcp_type]
fn forecast() {} //~ fn

fn main() {}
