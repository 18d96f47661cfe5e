use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(name = dish)] //~ dish
    meal: String,
}

fn main() {}
