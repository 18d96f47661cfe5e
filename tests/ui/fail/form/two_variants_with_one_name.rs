use mcp_runtime::Form;

#[derive(Form)]
enum Color {
    #[form(name = "red")]
    Crimson,
    #[form(name = "red")]
    Scarlet, //~ Scarlet
}

fn main() {}
