use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(default = "3")] //~ "3"
    amount: u8,
}

fn main() {}
