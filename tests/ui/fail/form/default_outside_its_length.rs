use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(length = 4..=10, default = "B")] //~ "B"
    zip: String,
}

fn main() {}
