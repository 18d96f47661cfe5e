use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(name = "")] //~ ""
    dish: String,
}

fn main() {}
