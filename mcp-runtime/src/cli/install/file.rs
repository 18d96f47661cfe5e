//! A file of somebody else's that is read and replaced as a whole.
//!
//! Whoever had it keeps it: its owner, its permissions, the link that leads to it, and what another
//! program writes to it meanwhile. What can't be kept is refused.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Settings are smaller by far.
const LARGEST: u64 = 16 << 20;

/// How long one of these programs waits for others that change the same file.
const PATIENCE: Duration = Duration::from_secs(30);

/// The most links that are followed in a row; a longer chain is taken for a circle.
const MOST_LINKS: usize = 40;

/// Where a link leads: configurations are often kept elsewhere, and linked. What it leads to need
/// not be there, but its folder must.
pub(super) fn real(path: &Path) -> crate::Result<PathBuf> {
    let mut real = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(target) = fs::read_link(&real) else {
            return Ok(real);
        };
        // An absolute target takes the place of all that it is joined to.
        real = real.parent().unwrap_or(Path::new("")).join(target);
        if !real.parent().is_some_and(Path::is_dir) {
            return Err(format!(
                "{} is a link to {}, whose folder isn't there",
                path.display(),
                real.display()
            )
            .into());
        }
    }
    Err(format!("{} is a link that leads in a circle", path.display()).into())
}

/// Its text, if it is there.
pub(super) fn read(path: &Path) -> crate::Result<Option<String>> {
    let said = |e: io::Error| format!("{}: {e}", path.display());
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(said(e).into()),
    };
    // To open a pipe is to wait for whoever writes to it.
    if !metadata.is_file() {
        return Err(format!("{} is no regular file", path.display()).into());
    }
    let mut text = String::new();
    let file = File::open(path).map_err(said)?;
    file.take(LARGEST + 1)
        .read_to_string(&mut text)
        .map_err(said)?;
    if text.len() as u64 > LARGEST {
        return Err(format!("{} is larger than 16 MiB", path.display()).into());
    }
    Ok(Some(text))
}

/// Keeps other processes from [`replace`]ing files in this one's folder until it is dropped.
pub(super) fn lock(path: &Path) -> crate::Result<Lock> {
    let Some(folder) = path.parent() else {
        return Err(format!("{} is no file", path.display()).into());
    };
    let said = |e: io::Error| format!("{}: {e}", folder.display());
    fs::create_dir_all(folder).map_err(said)?;
    let started = Instant::now();
    loop {
        match Lock::attempt(folder, path) {
            Ok(lock) => return Ok(lock),
            Err(e) if e.kind() != ErrorKind::WouldBlock => return Err(said(e).into()),
            Err(_) if started.elapsed() > PATIENCE => {
                return Err(format!("another program keeps {} locked", folder.display()).into());
            }
            Err(_) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Writes the whole file or nothing, unless it is another than it was.
pub(super) fn replace(lock: &Lock, before: Option<&str>, text: &str) -> crate::Result<()> {
    let path = lock.path.as_path();
    let at = |e: io::Error| format!("{}: {e}", path.display());
    let metadata = before.map(|_| fs::metadata(path)).transpose().map_err(at)?;
    if let Some(metadata) = &metadata {
        replaceable(metadata).map_err(|why| format!("{} {why}", path.display()))?;
    }
    let (mut file, temporary) = temporary(path).map_err(at)?;
    let written = (|| {
        if let Some(metadata) = &metadata {
            like(&file, metadata)?;
        }
        file.write_all(text.as_bytes()).map_err(at)?;
        file.sync_all().map_err(at)?;
        // The last moment at which its client may have written it, too.
        if read(path)?.as_deref() != before {
            return Err(format!("{} has changed meanwhile; try again", path.display()).into());
        }
        fs::rename(&temporary, path).map_err(at)?;
        lock.sync();
        Ok(())
    })();
    if written.is_err() {
        // A partly written file is of no use.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// A new file beside this one. A process that was killed may have left one of the same name.
fn temporary(path: &Path) -> io::Result<(File, PathBuf)> {
    let name = path.file_name().unwrap_or_default().display().to_string();
    let mut n = 0;
    loop {
        let temporary = path.with_file_name(format!(".{name}.{}-{n}.tmp", std::process::id()));
        match File::create_new(&temporary) {
            Ok(file) => return Ok((file, temporary)),
            Err(e) if e.kind() == ErrorKind::AlreadyExists && n < 100 => n += 1,
            Err(e) => return Err(e),
        }
    }
}

/// Why a file isn't to be replaced by another one.
fn replaceable(metadata: &Metadata) -> Result<(), &'static str> {
    if metadata.permissions().readonly() {
        return Err("is read-only");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if metadata.nlink() > 1 {
            return Err("has another name (a hard link), which would keep what it says now");
        }
    }
    Ok(())
}

/// Gives a new file the owner and the permissions of the one that it replaces: who could not read
/// that can't read this.
fn like(file: &File, metadata: &Metadata) -> crate::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (metadata.uid(), metadata.gid()) {
            fchown(file, Some(metadata.uid()), Some(metadata.gid())).map_err(|_| {
                format!(
                    "the file belongs to user {} and group {}, and must go on to: run this as that \
                     user",
                    metadata.uid(),
                    metadata.gid()
                )
            })?;
        }
    }
    Ok(file.set_permissions(metadata.permissions())?)
}

/// See [`lock`].
pub(super) struct Lock {
    path: PathBuf,
    /// The folder itself, which leaves no file behind, even where the process is killed.
    #[cfg(unix)]
    folder: File,
    #[cfg(not(unix))]
    beside: PathBuf,
}

#[cfg(unix)]
impl Lock {
    fn attempt(folder: &Path, path: &Path) -> io::Result<Self> {
        use rustix::fs::{FlockOperation, flock};
        let folder = File::open(folder)?;
        match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
            Err(e) if io::Error::from(e).kind() == ErrorKind::WouldBlock => Err(e.into()),
            // Some file systems have no locks. The comparison in `replace` is left.
            _ => Ok(Self {
                path: path.to_owned(),
                folder,
            }),
        }
    }

    /// Has the file system note down the rename. Not all of them can.
    fn sync(&self) {
        let _ = self.folder.sync_all();
    }
}

#[cfg(not(unix))]
impl Lock {
    fn attempt(_: &Path, path: &Path) -> io::Result<Self> {
        let name = path.file_name().unwrap_or_default().display();
        let beside = path.with_file_name(format!(".{name}.lock"));
        match File::create_new(&beside) {
            Ok(_) => Ok(Self {
                path: path.to_owned(),
                beside,
            }),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => Err(ErrorKind::WouldBlock.into()),
            Err(e) => Err(e),
        }
    }

    fn sync(&self) {}
}

#[cfg(not(unix))]
impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.beside);
    }
}
