use mcp_runtime::prelude::*;

#[mcp_type]
struct Point {
    x: f64,
}

/// Show a point.
#[mcp_tool]
fn show(point: Handle<Point>) { //~ Point
    drop(point);
}

fn main() {}
