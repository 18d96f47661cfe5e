//! The desk's binary.

use tickets::Desk;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    Desk::new().main().await
}
