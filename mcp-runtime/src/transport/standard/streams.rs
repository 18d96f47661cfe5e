//! Standard input and output as the protocol's own, each in the hands of a thread: a read that
//! waits for a client holds up nothing, the end of the process least of all.

use std::fs::File;
use std::io::{ErrorKind, Read, Result, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::io::{DuplexStream, duplex};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// The size of the buffers between a stream and the server, in bytes.
const BUFFER: usize = 64 << 10;

/// The client's messages, from standard input.
pub(crate) struct Input(DuplexStream);

/// Messages to the client, for standard output.
pub(crate) struct Output {
    stream: DuplexStream,
    written: oneshot::Receiver<()>,
    /// Once nobody reads it any more.
    pub(crate) gone: CancellationToken,
    #[cfg(unix)]
    _prints: super::Diverted,
}

/// Takes standard input and output for messages. From now on, standard input is empty for everybody
/// else, child processes as well, and what anybody prints goes to standard error.
pub(crate) fn claim() -> Result<(Input, Output)> {
    #[cfg(unix)]
    let (input, output, prints) = take()?;
    // Elsewhere they can't be taken away from whoever reads and prints.
    #[cfg(not(unix))]
    let (input, output) = (std::io::stdin(), std::io::stdout());
    let gone = CancellationToken::new();
    #[cfg(unix)]
    watch(&output, gone.clone())?;
    let handle = Handle::current();
    let (incoming, ours) = duplex(BUFFER);
    let reading = handle.clone();
    spawn("mcp-stdin", move || read(input, incoming, &reading))?;
    let (stream, outgoing) = duplex(BUFFER);
    let (done, written) = oneshot::channel();
    let broken = gone.clone();
    spawn("mcp-stdout", move || {
        if write(output, outgoing, &handle).is_err() {
            broken.cancel();
        }
        let _ = done.send(());
    })?;
    let output = Output {
        stream,
        written,
        gone,
        #[cfg(unix)]
        _prints: prints,
    };
    Ok((Input(ours), output))
}

#[cfg(unix)]
fn take() -> Result<(File, File, super::Diverted)> {
    use std::os::fd::AsFd as _;

    let input = std::io::stdin().as_fd().try_clone_to_owned()?;
    let output = std::io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    let prints = super::Diverted::stdout()?;
    Ok((input.into(), output.into(), prints))
}

/// Notices a client who goes away without a word, and reads nothing that could be refused.
#[cfg(unix)]
fn watch(output: &File, gone: CancellationToken) -> Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};

    let output = output.try_clone()?;
    spawn("mcp-stdout-watch", move || {
        loop {
            // Errors and the other end's going are told without being asked for.
            let mut watched = [PollFd::new(&output, PollFlags::empty())];
            match poll(&mut watched, None) {
                Ok(_)
                    if watched[0]
                        .revents()
                        .intersects(PollFlags::ERR | PollFlags::HUP) =>
                {
                    return gone.cancel();
                }
                Err(rustix::io::Errno::INTR) => {}
                // Of what can't be watched, a write tells.
                Ok(_) | Err(_) => return,
            }
        }
    })
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map(drop)
}

/// Until the input ends, or nobody takes it.
fn read(mut input: impl Read + Waits, mut to: DuplexStream, handle: &Handle) {
    let mut buffer = vec![0; BUFFER];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return,
            Ok(read) if handle.block_on(to.write_all(&buffer[..read])).is_ok() => {}
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) if e.kind() == ErrorKind::WouldBlock => input.wait(false),
            Ok(_) | Err(_) => return,
        }
    }
}

/// Until there is no more, or the stream breaks.
fn write(mut output: impl Write + Waits, mut from: DuplexStream, handle: &Handle) -> Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let mut bytes = match handle.block_on(from.read(&mut buffer))? {
            0 => return output.flush(),
            read => &buffer[..read],
        };
        while !bytes.is_empty() {
            match output.write(bytes) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => bytes = &bytes[written..],
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if e.kind() == ErrorKind::WouldBlock => output.wait(true),
                Err(e) => return Err(e),
            }
        }
        output.flush()?;
    }
}

/// A stream that whoever started the process may have made one that doesn't wait by itself.
trait Waits {
    fn wait(&self, to_write: bool);
}

#[cfg(unix)]
impl Waits for File {
    fn wait(&self, to_write: bool) {
        use rustix::event::{PollFd, PollFlags, poll};

        let flags = if to_write {
            PollFlags::OUT
        } else {
            PollFlags::IN
        };
        // An error is reported by the next read or write.
        let _ = poll(&mut [PollFd::new(self, flags)], None);
    }
}

#[cfg(not(unix))]
impl<T> Waits for T {
    fn wait(&self, _: bool) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

impl AsyncRead for Input {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Output {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    /// Waits until all is written, or can't be.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        std::task::ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        Pin::new(&mut self.written).poll(cx).map(|_| Ok(()))
    }
}
