use mcp_runtime::Form;

#[derive(Form)]
enum Color {
    Red,
    Blue,
}

#[derive(Form)]
struct Order {
    #[form(length = 1..=2)] //~ 1
    colors: Vec<Color>,
}

fn main() {}
