use mcp_runtime::prelude::*;

#[mcp_type]
struct Point {
    x: f64,
}

/// Show nothing.
#[mcp_tool]
fn show(point: Handle<Point>) { //~ Point
    drop(point);
}

mcp_server! {
    Shop { name: "shop", version: "1.0.0", tools: [show] }
}

fn main() {
    let _ = Shop::new();
}
