//! The official TypeScript clients: installed, run, and read.
//!
//! The latest speaks the revision whole; there is nothing that it leaves out.

use std::path::{Path, PathBuf};

use mcp_tests::npm;
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::seen::Seen;
use crate::{Server, program};

static INSTALLED: OnceCell<PathBuf> = OnceCell::const_new();

/// Runs the client to its end.
pub(crate) async fn run(server: &Server) -> Seen {
    program::run(server, client().await).await
}

/// Runs it in its default mode, which begins with `initialize`.
pub(crate) async fn run_earlier(server: &Server) -> Seen {
    let mut client = client().await;
    client.env("EARLIER", "1");
    program::run(server, client).await
}

/// Runs the one of the 1.x packages, which knows earlier revisions alone.
pub(crate) async fn run_first(server: &Server) -> Seen {
    let mut client = client().await;
    client.env("EARLIER", "1").env("PACKAGE", "earlier");
    program::run(server, client).await
}

async fn client() -> Command {
    program("client.mjs").await
}

/// A program of this folder, and the Node.js that runs it.
pub(crate) async fn program(name: &str) -> Command {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("typescript");
    let mut node = Command::new(INSTALLED.get_or_init(|| npm::install(&home)).await);
    node.arg(home.join(name));
    node
}
