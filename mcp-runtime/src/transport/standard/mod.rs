//! The standard streams of a process whose surroundings may not read, may be gone, or may write to
//! what isn't theirs.

mod lossy;
#[cfg(unix)]
mod prints;
mod streams;

pub(crate) use lossy::LossyWriter;
#[cfg(unix)]
pub(crate) use prints::Diverted;
pub(crate) use streams::claim;

/// Returns standard error as it was at the first call: descriptor 2 may be replaced later.
#[cfg(unix)]
fn stderr() -> std::io::Result<std::os::fd::OwnedFd> {
    use std::os::fd::{AsFd as _, OwnedFd};
    use std::sync::OnceLock;

    static STDERR: OnceLock<OwnedFd> = OnceLock::new();
    if let Some(stderr) = STDERR.get() {
        return stderr.try_clone();
    }
    let stderr = std::io::stderr().as_fd().try_clone_to_owned()?;
    STDERR.get_or_init(|| stderr).try_clone()
}
