use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(length = 1..=80)] //~ 1
    express: bool,
}

fn main() {}
