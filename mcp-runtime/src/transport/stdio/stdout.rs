//! Standard output, for messages alone.

use std::io::Result;

use tokio::io::AsyncWrite;

/// Takes standard output for messages. What anybody prints from now on goes to standard error,
/// where it can't be taken for a message.
#[cfg(unix)]
pub(super) fn claim() -> Result<impl AsyncWrite + Unpin> {
    use std::os::fd::AsFd;

    let messages = std::io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(std::io::stderr().as_fd())?;
    Ok(tokio::fs::File::from_std(std::fs::File::from(messages)))
}

/// Elsewhere standard output can't be taken away from whoever prints.
#[cfg(not(unix))]
pub(super) fn claim() -> Result<impl AsyncWrite + Unpin> {
    Ok(tokio::io::stdout())
}
