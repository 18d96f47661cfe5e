use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    amount: u128, //~ u128
}

fn main() {}
