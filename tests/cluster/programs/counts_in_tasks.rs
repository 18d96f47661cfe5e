//! An instance of the server whose tasks are killed: `counts-in-tasks serve …`.

use std::path::PathBuf;
use std::process::ExitCode;

#[path = "../counting.rs"]
mod counting;

#[tokio::main]
async fn main() -> ExitCode {
    let steps = std::env::var_os("STEPS").map(PathBuf::from);
    let steps = steps.expect("`STEPS` names the file of what was done");
    counting::server(steps).main().await
}
