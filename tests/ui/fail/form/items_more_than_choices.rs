use mcp_runtime::Form;

#[derive(Form)]
enum Color {
    Red,
    Blue,
}

#[derive(Form)]
struct Order {
    #[form(items = 3)] //~ 3
    colors: Vec<Color>,
}

fn main() {}
