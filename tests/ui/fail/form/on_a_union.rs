use mcp_runtime::Form;

#[derive(Form)]
union Order { //~ union
    dish: u8,
}

fn main() {}
