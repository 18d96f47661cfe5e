use mcp_runtime::Form;

#[derive(Form)]
enum Color {
    Red,
    Mixed { green: u8 }, //~ {
}

fn main() {}
