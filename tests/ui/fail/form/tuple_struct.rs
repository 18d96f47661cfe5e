use mcp_runtime::Form;

#[derive(Form)]
struct Order(String); //~ (

fn main() {}
