use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    dish: (String, u8), //~ (
}

fn main() {}
