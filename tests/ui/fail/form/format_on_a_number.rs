use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(format = "email")] //~ "email"
    amount: u8,
}

fn main() {}
