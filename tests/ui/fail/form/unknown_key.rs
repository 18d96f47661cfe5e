use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(lenght = 1..=80)] //~ lenght
    dish: String,
}

fn main() {}
