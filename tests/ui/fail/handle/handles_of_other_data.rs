use mcp_runtime::prelude::*;

#[mcp_type]
struct Point {
    x: f64,
}

/// Make a point.
#[mcp_tool]
fn create(points: Handles<Point>) { //~ Point
    drop(points);
}

fn main() {}
