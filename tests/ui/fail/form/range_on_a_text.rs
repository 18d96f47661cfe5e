use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(range = 1..=80)] //~ 1
    dish: String,
}

fn main() {}
