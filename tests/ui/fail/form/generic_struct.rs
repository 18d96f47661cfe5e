use mcp_runtime::Form;

#[derive(Form)]
struct Order<T> { //~ T
    dish: T,
}

fn main() {}
