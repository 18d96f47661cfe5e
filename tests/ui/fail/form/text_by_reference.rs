use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    dish: &'static str, //~ &'static
}

fn main() {}
