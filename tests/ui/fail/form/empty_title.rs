use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(title = " ")] //~ " "
    dish: String,
}

fn main() {}
