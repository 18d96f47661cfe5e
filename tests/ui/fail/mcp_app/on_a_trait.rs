use mcp_runtime::prelude::*;

#[mcp_app(html = "templates/forecast.html")]
trait Forecast {} //~ trait

fn main() {}
