use mcp_runtime::Form;

#[derive(Form)]
struct Address {
    street: String,
}

#[derive(Form)]
struct Order {
    address: Address, //~ Address
}

fn main() {}
