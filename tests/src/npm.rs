//! Programs that come by npm, with a Node.js of their own beside them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::output_within;

const LIMIT: Duration = Duration::from_secs(300);

const HINT: &str = "It comes with Node.js (https://nodejs.org), in any version; the version that is needed is then installed beside it";

/// Brings a folder's `node_modules` to the state of its lock file, unless it is there already, and
/// gives the Node.js in it.
///
/// # Panics
///
/// When it can't be installed.
pub async fn install(home: &Path) -> PathBuf {
    let modules = home.join("node_modules");
    let node = modules.join(".bin/node");
    let modified = |path: PathBuf| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    // npm writes the first of these when everything else is in place.
    let installed = modified(modules.join(".package-lock.json"));
    if installed < modified(home.join("package-lock.json")) || !node.exists() {
        let mut npm = Command::new("npm");
        npm.current_dir(home)
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
        let output = output_within(LIMIT, npm, HINT).await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "`npm ci` failed in {}:\n{said}",
            home.display()
        );
    }
    assert!(
        node.exists(),
        "the npm package `node` brought none: let npm run its install script, delete {}, and run the test again",
        modules.display()
    );
    node
}
