use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(title = "Dish")]
    #[form(title = "Meal")] //~ title
    dish: String,
}

fn main() {}
