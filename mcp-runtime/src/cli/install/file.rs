//! A file that is read and replaced as a whole.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Where a link leads: configurations are often kept elsewhere, and linked.
pub(super) fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Its text, if it is there.
pub(super) fn read(path: &Path) -> crate::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(format!("{}: {e}", path.display()).into()),
    }
}

/// Writes the whole file or nothing, unless it is another than it was.
pub(super) fn replace(path: &Path, before: Option<&str>, text: &str) -> crate::Result<()> {
    let at = |e: std::io::Error| format!("{}: {e}", path.display());
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(format!("{} is no file", path.display()).into());
    };
    fs::create_dir_all(folder).map_err(at)?;
    if read(path)?.as_deref() != before {
        return Err(format!("{} has changed meanwhile; try again", path.display()).into());
    }
    let temporary = folder.join(format!(".{}.{}.tmp", name.display(), std::process::id()));
    let written = write(&temporary, path, text).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // What is left of it helps nobody.
        let _ = fs::remove_file(&temporary);
    }
    Ok(written.map_err(at)?)
}

fn write(temporary: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = File::create_new(temporary)?;
    // Who could not read it before can't now.
    if let Ok(metadata) = fs::metadata(path) {
        file.set_permissions(metadata.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
