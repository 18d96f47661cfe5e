use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(range = 120..=18)] //~ 120
    age: u8,
}

fn main() {}
