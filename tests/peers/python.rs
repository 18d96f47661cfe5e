//! The official Python clients: installed, run, and read.

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
static LATER_INSTALLED: OnceCell<PathBuf> = OnceCell::const_new();

/// Runs the client to its end.
pub(crate) async fn run(server: &Server) -> Seen {
    program::run(server, later().await).await
}

/// Runs it in the mode that begins with `initialize`.
pub(crate) async fn run_earlier(server: &Server) -> Seen {
    let mut client = later().await;
    client.env("EARLIER", "1");
    program::run(server, client).await
}

/// Runs the one of the 1.x packages, which knows earlier revisions alone.
pub(crate) async fn run_first(server: &Server) -> Seen {
    let mut client = program("client.py").await;
    client.env("EARLIER", "1").env("PACKAGE", "earlier");
    program::run(server, client).await
}

async fn later() -> Command {
    later_program("client.py").await
}

/// A program of this folder, with the modules of the 2.x packages. They come before those of 1.x,
/// whose dependencies they share.
pub(crate) async fn later_program(name: &str) -> Command {
    let mut client = program(name).await;
    let modules = modules().await;
    let later = LATER_INSTALLED
        .get_or_init(|| install("later.txt", "modules/later"))
        .await;
    let path = std::env::join_paths([&**later, modules]).expect("no folder has a `:`");
    client.env("PYTHONPATH", path).env("PACKAGE", "later");
    client
}

/// A program of this folder, with the modules of the 1.x packages.
pub(crate) async fn program(name: &str) -> Command {
    let mut python = Command::new("python3");
    python.arg(home().join(name));
    python.env("PYTHONPATH", modules().await);
    python
}

async fn modules() -> &'static Path {
    INSTALLED
        .get_or_init(|| install("requirements.txt", "modules"))
        .await
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python")
}

/// Installs what a list of this folder names, unless it is there already, and gives the folder.
async fn install(list: &str, folder: &str) -> PathBuf {
    let needed = home().join(list);
    let modules = home().join(folder);
    // Written when everything else is in place.
    let stamp = modules.join(list);
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
