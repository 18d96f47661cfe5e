use mcp_runtime::Form;
use mcp_runtime::prelude::*;

#[mcp_type]
#[derive(Form)]
#[serde(rename_all = "lowercase")] //~ rename_all
enum Color {
    Red,
}

fn main() {}
