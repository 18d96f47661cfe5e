use mcp_runtime::Form;

#[derive(Form)]
struct Order {
    #[serde(rename = "dish")] //~ serde
    meal: String,
}

fn main() {}
