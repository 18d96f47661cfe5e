use mcp_runtime::prelude::*;

#[mcp_type]
struct Sum {
    a: i64,
    b: i64,
}

/// Add two integers.
#[mcp_tool]
fn add(Parameters(sum): Parameters<Sum>) -> i64 { //~ Parameters<Sum>
    sum.a + sum.b
}

mcp_server! {
    Adder { name: "adder", version: "1.0.0", tools: [add] }
}

fn main() {
    let _ = Adder::new();
}
