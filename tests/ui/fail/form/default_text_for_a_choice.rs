use mcp_runtime::Form;

#[derive(Form)]
enum Color {
    Red,
    Blue,
}

#[derive(Form)]
struct Order {
    #[form(default = "Red")] //~ "Red"
    color: Color,
}

fn main() {}
