use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(default = 256)] //~ 256
    amount: u8,
}

fn main() {}
