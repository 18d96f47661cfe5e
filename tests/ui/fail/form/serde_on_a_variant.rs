use mcp_runtime::Form;
use mcp_runtime::prelude::*;

#[mcp_type]
#[derive(Form)]
enum Color {
    #[serde(rename = "red")] //~ serde
    Red,
}

fn main() {}
