use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    dishes: Vec<String>, //~ Vec
}

fn main() {}
