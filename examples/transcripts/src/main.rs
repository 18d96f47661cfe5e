//! `transcripts`: a server that makes readable transcripts of subtitle files.
//!
//! ```text
//! MCP_SEALING_KEYS="$(openssl rand -base64 32)" TRANSCRIPTS=recordings \
//!     cargo run -p transcripts -- serve --store file:transcripts.db
//! ```

use std::path::PathBuf;
use std::process::ExitCode;

use transcripts::{Folder, Transcripts};

#[tokio::main]
async fn main() -> ExitCode {
    let folder = std::env::var_os("TRANSCRIPTS").map_or_else(|| ".".into(), PathBuf::from);
    Transcripts::new(Folder::new(folder)).main().await
}
