use mcp_runtime::prelude::*;

/// Add two integers.
#[mcp_tool]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

mcp_server! {
    Adder { name: "adder", version: "1.0.0", tools: [add] }
}

async fn run() -> std::process::ExitCode {
    Adder::main().await //~ Adder::main
}

fn main() {
    drop(run());
}
