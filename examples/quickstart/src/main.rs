//! A
use mcp_runtime::prelude::*;

#[mcp_type]
struct Sum { result: i64 }

/// Add two integers.
#[mcp_tool(read_only)]
fn add(
    /// One
    a: i64,
    /// The other
    b: i64,
) -> Json<Sum> {
    Json(Sum { result: a + b })
}

/// Weather forecast for a place.
#[mcp_tool(title = "Forecast", read_only, open_world, timeout = "10s", icons = ["https://example.com/a.png"], meta({"com.example/tier": "gold"}))]
async fn forecast(
    /// City name or postal code
    #[mcp(length = 1..=80, example = "Bern", pattern = "^[A-Z]")]
    place: String,
    /// Days ahead
    #[mcp(range = 1..=14, default = 3)]
    days: u8,
    /// Region of the data centre that answers
    #[mcp(header = "Region")]
    region: Option<String>,
    cx: Context,
) -> Result<String, ToolError> {
    cx.progress(1.0);
    let region = region.as_deref().unwrap_or("anywhere");
    Ok(format!("{place} will be fine for {days} days, says {region}"))
}

mcp_server! {
    /// Instructions.
    pub Shop { name: "shop", version: "1.0.0", tools: [add, forecast] }
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    Shop::new().main().await
}
