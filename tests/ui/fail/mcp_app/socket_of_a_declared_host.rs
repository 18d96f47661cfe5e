use mcp_runtime::prelude::*;

/// Forecast of a place
#[mcp_type]
#[mcp_app(html = "templates/socket_of_a_declared_host.html", csp(connect = ["https://live.example.com"]))] //~ "templates/socket_of_a_declared_host.html"
struct Forecast {
    celsius: f64,
}

fn main() {}
