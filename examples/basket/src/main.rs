//! The shop's binary.

use basket::Shop;

#[tokio::main]
async fn main() -> mcp_runtime::Result<std::process::ExitCode> {
    Ok(Shop::new().main().await)
}
