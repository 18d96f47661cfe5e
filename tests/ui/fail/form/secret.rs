use mcp_runtime::Form;

#[derive(Form)]
struct Login {
    name: String,
    api_key: String, //~ api_key
}

fn main() {}
