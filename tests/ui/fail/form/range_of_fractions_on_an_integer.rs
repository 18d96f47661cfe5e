use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(range = 0.5..=2.5)] //~ 0.5
    amount: u8,
}

fn main() {}
