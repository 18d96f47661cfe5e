use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    dish: String,
    #[form(name = "dish")]
    meal: String, //~ meal
}

fn main() {}
