use mcp_runtime::Form;

#[derive(Form)]
enum Color {
    Red,
    Blue,
}

#[derive(Form)]
struct Order {
    #[form(items = ..=1, default = [Color::Red, Color::Blue])] //~ [Color::Red
    colors: Vec<Color>,
}

fn main() {}
