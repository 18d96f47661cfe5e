use mcp_runtime::Form;

#[derive(Form)]
struct Address {
    street: String,
}

#[derive(Form)]
struct Order {
    address: Option<Address>, //~ Option
}

fn main() {}
