use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(range = 0..=256)] //~ 0..
    amount: u8,
}

fn main() {}
