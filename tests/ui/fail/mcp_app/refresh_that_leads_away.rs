use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/refresh_that_leads_away.html")] //~ "templates/refresh_that_leads_away.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
