use mcp_runtime::Form;

#[derive(Form)]
enum Color {
    Red,
    Mixed(u8), //~ (
}

#[derive(Form)]
struct Order {
    color: Color,
    #[form(items = 1..)]
    extras: Vec<Color>,
}

fn main() {}
