use mcp_runtime::prelude::*;

#[mcp_type]
struct Point {
    x: f64,
}

/// Show nothing.
#[mcp_tool]
fn show(point: Option<Handle<Point>>) { //~ Point
    drop(point);
}

fn main() {}
