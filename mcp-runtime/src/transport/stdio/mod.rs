//! stdio: one message a line, many calls in flight, answers as they finish.
//!
//! Source: the specification's page *stdio*. Nothing here depends on the standard streams but their
//! set-up; any byte stream carries the same.

mod calls;
#[cfg(feature = "legacy")]
mod legacy;
mod lines;

use std::io::ErrorKind;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use self::calls::{Calls, RequestId};
use self::lines::{Line, Lines};
use super::signals::stop_signals;
use super::standard;
use crate::call::{Access, Identity};
use crate::params::Principal;
use crate::protocol::{ErrorCode, Refusal, read_params, without_bom};
use crate::server::{Arrival, Core, Routed, ServeError, Server, route, start};

/// Output that may wait to be written. Beyond it no further line is read and no further answer
/// taken, so a client who doesn't read costs no more than this.
const BACKLOG: usize = 256 << 10;

/// Lines, or messages, that are taken by turns where many wait.
const TURN: usize = 32;

/// How long a client may take to read the last answers.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Serves MCP over standard input and output until the input ends, the client no longer reads,
    /// or the process is told to stop (Ctrl-C, SIGTERM); calls in flight may then go on for the
    /// [shutdown deadline](Self::shutdown_timeout). A second signal ends them at once.
    ///
    /// Nothing but messages reaches the client, and nobody else reads what it sends: on Unix,
    /// whatever user code prints goes to standard error meanwhile, and standard input is empty for
    /// user code and the processes it starts. Printing never waits for whoever reads standard
    /// error; lines for which there is no room are lost and counted.
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// Hello::new().serve_stdio().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the server can't start, or a stream breaks; see [`ServeError`].
    pub async fn serve_stdio(self) -> Result<(), ServeError> {
        let deadline = self.settings.shutdown_timeout;
        let (first, second) = stop_signals()?;
        let (input, mut output) = standard::claim()?;
        let mut first = Box::pin(first);
        // Behind `claim`, since it may print.
        let server = tokio::select! {
            opened = self.open() => opened.map_err(ServeError::State)?,
            () = &mut first => return Ok(()),
        };
        let gone = output.gone.clone();
        let stop = async move {
            tokio::select! {
                () = gone.cancelled() => tracing::info!("the client reads no more answers"),
                () = first => tracing::info!("asked to end"),
            }
        };
        let served = server
            .serve_lines_until(input, &mut output, stop, second)
            .await;
        // The last answers may be on their way to a client who reads slowly.
        let last = tokio::time::timeout(deadline.min(LAST_ANSWERS), output.shutdown());
        drop(last.await);
        match served {
            // A client went away, which is an end like any other.
            Err(ServeError::Io(e)) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
            served => served,
        }
    }

    /// Serves MCP over any pair of byte streams as over stdio; otherwise like
    /// [`serve_stdio`](Self::serve_stdio).
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// // A client on a connection of its own.
    /// let (stream, _) = tokio::net::TcpListener::bind("127.0.0.1:9000").await?.accept().await?;
    /// let (input, output) = stream.into_split();
    /// Hello::new().serve_stream(input, output).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn serve_stream(
        self,
        input: impl AsyncRead + Unpin,
        output: impl AsyncWrite + Unpin,
    ) -> Result<(), ServeError> {
        let never = std::future::pending;
        let server = self.open().await.map_err(ServeError::State)?;
        server
            .serve_lines_until(input, output, never(), never())
            .await
    }

    /// The same until `stop` resolves, and then until `cut_off` does.
    async fn serve_lines_until(
        self,
        input: impl AsyncRead + Unpin,
        output: impl AsyncWrite + Unpin,
        stop: impl Future<Output = ()>,
        cut_off: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        let core = self.build()?;
        core.store().ping().await?;
        core.begin();
        let deadline = core.settings().shutdown_timeout;
        let mut connection = Connection {
            calls: Calls::default(),
            pending: BytesMut::new(),
            #[cfg(feature = "legacy")]
            legacy: legacy::Legacy::default(),
            core,
        };
        let mut output = output;
        let result = connection.run(input, &mut output, stop).await;
        // The client is gone, or has said all it wanted; what it asked for is still answered, and
        // what it listens to ends.
        connection.core.closing().cancel();
        let ending = async {
            let written = connection.drain(&mut output).await;
            // A client that is gone cancels its calls, but not what they shielded.
            connection.calls = Calls::default();
            connection.core.settle().await;
            written
        };
        tokio::select! {
            ended = tokio::time::timeout(deadline, ending) => match ended {
                Ok(written) => Ok(result.and(written)?),
                Err(_) => {
                    tracing::warn!(
                        ?deadline,
                        "calls were still running, or changes on their way to other instances, at \
                         the shutdown deadline: they are cut off"
                    );
                    Ok(result?)
                }
            },
            () = cut_off => {
                tracing::warn!("told to end once more: what still runs is cut off");
                Ok(result?)
            }
        }
    }
}

/// The next thing to handle: a line from the client, or a message for it.
enum Next {
    Line(Option<Line>),
    Message(Vec<u8>),
}

/// One client.
struct Connection<S: 'static> {
    core: Arc<Core<S>>,
    calls: Calls,
    /// Lines that are not yet written.
    pending: BytesMut,
    /// The session of a client of an earlier revision.
    #[cfg(feature = "legacy")]
    legacy: legacy::Legacy,
}

impl<S: Send + Sync + 'static> Connection<S> {
    /// Until the input ends, a stream breaks, or `stop` resolves.
    async fn run(
        &mut self,
        input: impl AsyncRead + Unpin,
        output: &mut (impl AsyncWrite + Unpin),
        stop: impl Future<Output = ()>,
    ) -> std::io::Result<()> {
        let mut stop = pin!(stop);
        let mut lines = Lines::new(input, self.core.settings().body_limit);
        let mut flushed = true;
        loop {
            let may_take = self.pending.len() < BACKLOG;
            // By turns, so that a flood of requests can't hold back answers, nor a chatty call its
            // cancellation.
            let next = async {
                tokio::select! {
                    line = lines.next() => line.map(Next::Line),
                    Some(message) = self.calls.next() => Ok(Next::Message(message)),
                }
            };
            tokio::select! {
                // All that is ready is taken first, so that many answers go out in one write.
                biased;
                () = &mut stop => return Ok(()),
                next = next, if may_take => match next? {
                    Next::Line(None) => return Ok(()),
                    Next::Line(Some(line)) => if self.take_some(line, &mut lines) {
                        // Where there is one thread, calls begin now, before there are too many.
                        tokio::task::yield_now().await;
                    },
                    Next::Message(message) => self.push_some(&message),
                },
                progress = push_out(output, &mut self.pending, &mut flushed), if !(self.pending.is_empty() && flushed) => progress?,
            }
        }
    }

    /// Finishes what is in flight.
    async fn drain(&mut self, output: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
        loop {
            output.write_all_buf(&mut self.pending).await?;
            output.flush().await?;
            match self.calls.next().await {
                Some(message) => self.push(&message),
                None => return Ok(()),
            }
        }
    }

    /// Takes a line, and some of those that have come with it. Says whether more may be there.
    fn take_some<R: AsyncRead + Unpin>(&mut self, first: Line, lines: &mut Lines<R>) -> bool {
        self.take(first);
        for _ in 1..TURN {
            if self.pending.len() >= BACKLOG {
                return true;
            }
            match lines.buffered() {
                Some(line) => self.take(line),
                None => return false,
            }
        }
        true
    }

    /// Pushes a message, and some of those that wait behind it.
    fn push_some(&mut self, first: &[u8]) {
        self.push(first);
        for _ in 1..TURN {
            if self.pending.len() >= BACKLOG {
                return;
            }
            match self.calls.try_next() {
                Some(message) => self.push(&message),
                None => return,
            }
        }
    }

    fn push(&mut self, message: &[u8]) {
        let start = self.pending.len();
        self.pending.extend_from_slice(message);
        // JSON has line breaks between its tokens only, and only where it was given by hand.
        let mut line = &mut self.pending[start..];
        while let Some(at) = memchr::memchr2(b'\n', b'\r', line) {
            line[at] = b' ';
            line = &mut line[at + 1..];
        }
        self.pending.put_u8(b'\n');
    }

    fn take(&mut self, line: Line) {
        let body = match line {
            Line::Whole(body) if body.trim_ascii().is_empty() => return,
            Line::Whole(body) => without_bom(body),
            Line::TooLong => {
                let limit = self.core.settings().body_limit;
                let refusal = Refusal::new(
                    ErrorCode::InvalidRequest,
                    format!("The line is longer than the {limit} bytes that this server takes"),
                );
                return self.push(&refusal.to_json(None));
            }
        };
        let mut seen = (self.core.observer()).begin(|| Arrival::stdio(body.len()));
        match route(&self.core, &body, None, &Access::Full, seen.as_deref_mut()) {
            Routed::Notified(method) => {
                if method == "notifications/cancelled" {
                    self.cancel(&body);
                }
                #[cfg(feature = "legacy")]
                if method == "notifications/initialized" {
                    self.tell_of_changes();
                }
            }
            #[cfg(feature = "legacy")]
            Routed::Unread(answer) if !self.core.settings().modern_only => {
                self.take_legacy(&body, answer, seen);
            }
            Routed::Unread(answer) => {
                if let Some(seen) = &mut seen {
                    seen.unread(&answer);
                }
                self.push(&answer.into_message());
            }
            Routed::Answered(answer) => {
                if let Some(seen) = &mut seen {
                    seen.answered(&answer);
                }
                self.push(&answer.into_message());
            }
            Routed::Call(route) => {
                let (core, id) = (self.core.clone(), route.id());
                let nobody = Identity::unrestricted(Principal::anonymous());
                let begin = || start(core, &body, route, nobody, None, None, seen);
                if !self.calls.start(RequestId::of(id), begin) {
                    let refusal = Refusal::new(
                        ErrorCode::InvalidRequest,
                        "This `id` belongs to a call that is still running",
                    );
                    self.push(&refusal.to_json(Some(id)));
                }
            }
        }
    }

    /// Ids of calls that have ended, or never were, are passed over, as the protocol says.
    fn cancel(&mut self, body: &Bytes) {
        #[derive(Deserialize)]
        struct Cancelled<'a> {
            #[serde(borrow, rename = "requestId")]
            request_id: &'a RawValue,
        }
        let body = std::str::from_utf8(body).expect("a body that was parsed is UTF-8");
        if let Ok(Cancelled { request_id }) = read_params(body) {
            self.calls.cancel(&RequestId::of(request_id.get()));
        }
    }
}

/// Writes some of what is pending, or flushes what was written. Dropping this future loses nothing.
async fn push_out(
    output: &mut (impl AsyncWrite + Unpin),
    pending: &mut BytesMut,
    flushed: &mut bool,
) -> std::io::Result<()> {
    if pending.is_empty() {
        output.flush().await?;
        *flushed = true;
    } else {
        output.write_buf(pending).await?;
        *flushed = false;
    }
    Ok(())
}
