use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(items = 1..=2)]
    dishes: Vec<String>, //~ Vec
}

fn main() {}
