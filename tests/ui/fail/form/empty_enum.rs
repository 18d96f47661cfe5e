use mcp_runtime::Form;

#[derive(Form)]
enum Color {} //~ Color

fn main() {}
