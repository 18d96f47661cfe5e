use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(range = 18..=120, default = 17)] //~ 17
    age: u8,
}

fn main() {}
