use mcp_runtime::Form;

#[derive(Form)]
#[form(rename_all = "lowercase")] //~ rename_all
struct Order {
    dish: String,
}

fn main() {}
