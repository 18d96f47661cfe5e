use mcp_runtime::prelude::*;

mcp_server! { pub Sums { name: "sums", version: "1.0.0", tools: [|a: i64| a] } } //~ |a

fn main() {}
