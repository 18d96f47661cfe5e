use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[form(format = "ipv4")] //~ "ipv4"
    host: String,
}

fn main() {}
