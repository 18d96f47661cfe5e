use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(range = 0.0..2.5)] //~ 0.0
    amount: f64,
}

fn main() {}
