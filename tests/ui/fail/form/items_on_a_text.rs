use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(items = 1..=2)] //~ 1
    dish: String,
}

fn main() {}
