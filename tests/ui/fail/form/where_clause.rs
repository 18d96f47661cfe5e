use mcp_runtime::Form;

#[derive(Form)]
struct Order
where //~ where
    String: Clone,
{
    dish: String,
}

fn main() {}
