//! Diverts what user code prints, by whatever means: it must neither reach the client nor wait for
//! whoever reads standard error.

use std::io::{PipeReader, Read as _, Result, Write as _};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::LossyWriter;

/// How long what was printed last may take on its way.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Standard output, standard error or both, whose place a pipe has taken. What is printed there,
/// also by child processes, goes to standard error by a [`LossyWriter`].
pub(crate) struct Diverted {
    /// The original standard error.
    stderr: OwnedFd,
    streams: Streams,
    ended: Receiver<()>,
}

/// Which streams are diverted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Streams {
    Stdout,
    #[cfg(feature = "cli")]
    Stderr,
}

impl Diverted {
    /// Diverts standard output to standard error.
    pub(crate) fn stdout() -> Result<Self> {
        Self::divert(Streams::Stdout)
    }

    /// Printing to standard error no longer waits, nor fails.
    #[cfg(feature = "cli")]
    pub(crate) fn stderr() -> Result<Self> {
        Self::divert(Streams::Stderr)
    }

    fn divert(streams: Streams) -> Result<Self> {
        let writer = LossyWriter::to_stderr();
        let stderr = super::stderr()?;
        let (reading, writing) = std::io::pipe()?;
        streams.put(&writing)?;
        let (ending, ended) = channel();
        std::thread::Builder::new()
            .name("mcp-prints".to_owned())
            .spawn(move || {
                forward(reading, writer);
                let _ = ending.send(());
            })?;
        Ok(Self {
            stderr,
            streams,
            ended,
        })
    }
}

impl Streams {
    fn put(self, to: impl AsFd) -> rustix::io::Result<()> {
        match self {
            Self::Stdout => rustix::stdio::dup2_stdout(to),
            #[cfg(feature = "cli")]
            Self::Stderr => rustix::stdio::dup2_stderr(to),
        }
    }
}

/// Gives what was printed last time to arrive.
impl Drop for Diverted {
    fn drop(&mut self) {
        let _ = std::io::stdout().flush();
        // The last writing end of the pipe is gone with this, unless a child process has one.
        if self.streams.put(&self.stderr).is_ok() {
            let _ = self.ended.recv_timeout(LAST_WORDS);
        }
    }
}

fn forward(mut reading: PipeReader, mut writer: LossyWriter) {
    let mut buffer = vec![0; 16 << 10];
    loop {
        match reading.read(&mut buffer) {
            Ok(0) => return,
            Ok(read) => {
                // It takes everything.
                let _ = writer.write_all(&buffer[..read]);
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}
