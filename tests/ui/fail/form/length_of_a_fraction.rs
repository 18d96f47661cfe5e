use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(length = ..=2.5)] //~ ..=
    dish: String,
}

fn main() {}
