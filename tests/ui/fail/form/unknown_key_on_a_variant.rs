use mcp_runtime::Form;

#[derive(Form)]
enum Color {
    #[form(range = 1..)] //~ range
    Red,
}

fn main() {}
