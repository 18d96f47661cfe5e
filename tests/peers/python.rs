//! The official Python client of 2025-11-25: installed, run, and read.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mcp_tests::output_within;
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::seen::Seen;
use crate::{Server, program};

const INSTALL_LIMIT: Duration = Duration::from_secs(300);

const HINT: &str = "It is Python 3.10 or later, with pip";

static INSTALLED: OnceCell<PathBuf> = OnceCell::const_new();

/// Runs the client to its end.
pub(crate) async fn run(server: &Server) -> Seen {
    program::run(server, program("client.py").await).await
}

/// A program of this folder, with the modules that it needs.
pub(crate) async fn program(name: &str) -> Command {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
    let modules = INSTALLED.get_or_init(|| install(&home)).await;
    let mut python = Command::new("python3");
    python.arg(home.join(name)).env("PYTHONPATH", modules);
    python
}

/// Installs what `requirements.txt` names, unless it is there already, and gives the folder.
async fn install(home: &Path) -> PathBuf {
    let needed = home.join("requirements.txt");
    let modules = home.join("modules");
    // Written when everything else is in place.
    let stamp = modules.join("requirements.txt");
    let read = |path: &Path| fs::read(path).ok();
    if read(&stamp).is_none() || read(&stamp) != read(&needed) {
        let mut pip = std::process::Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade"])
            .args(["--root-user-action=ignore", "--target"])
            .arg(&modules)
            .arg("-r")
            .arg(&needed);
        let output = output_within(INSTALL_LIMIT, pip, HINT).await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "pip failed:\n{said}");
        fs::copy(&needed, &stamp).expect("it was just made");
    }
    modules
}
