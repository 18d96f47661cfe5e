use mcp_runtime::Form;

#[derive(Form)]
struct Order<'a> { //~ 'a
    dish: &'a str,
}

fn main() {}
