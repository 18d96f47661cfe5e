//! The dependency under another name.

use ::mcp_runtime as renamed;

use renamed::{mcp_server, mcp_tool, mcp_tools, mcp_type};

#[mcp_type(crate = renamed)]
#[derive(Clone)]
struct Sum {
    result: i64,
}

#[mcp_type(crate = renamed)]
struct Several {
    all: Vec<Sum>,
    least: Option<Sum>,
}

/// Add two integers.
#[mcp_tool(crate = renamed)]
fn add(
    #[mcp(default = 1, range = 0..=9)] a: i64,
    b: i64,
    #[mcp(header = "Unit", pattern = "^m$")] unit: Option<String>,
) -> renamed::Json<Sum> {
    let _ = unit;
    renamed::Json(Sum { result: a + b })
}

mcp_tools! { Sums: [add], crate: renamed }

mcp_server! { Adder { name: "adder", version: "1.0.0", tools: [..Sums], crate: renamed } }

pub(crate) fn main() {
    let sum = Sum { result: 1 };
    let sums = Several { all: vec![sum.clone()], least: Some(sum) };
    drop((sums.all, sums.least));
    let _server = Adder::new();
}
