use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(format = "datetime")] //~ "datetime"
    when: String,
}

fn main() {}
