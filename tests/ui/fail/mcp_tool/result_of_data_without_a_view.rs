use mcp_runtime::prelude::*;

#[mcp_type]
struct Chart {
    days: u8,
}

/// Draw a chart.
#[mcp_tool]
fn draw() -> Ui<Chart> { //~ Ui
    Ui::new("a chart", Chart { days: 1 })
}

fn main() {
    draw();
}
