use mcp_runtime::Form;

use std::collections::HashMap;

#[derive(Form)]
struct Order {
    amounts: HashMap<String, u8>, //~ HashMap
}

fn main() {}
