use std::io::{ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::traffic::{Asked, Traffic};

/// A stream that tells of its client's end once all is answered, and that breaks when whoever is at
/// its other end reads nothing for so long: what waits to be written, and the call that writes it,
/// would be kept as long as they please.
pub(super) struct WriteTimeoutStream<T> {
    stream: T,
    write_timeout: Duration,
    traffic: Arc<Traffic>,
    /// Since nothing more could be written. The connection isn't idle while that is so.
    stalled: Option<(Pin<Box<Sleep>>, Asked)>,
}

impl<T> WriteTimeoutStream<T> {
    pub(super) fn new(stream: T, write_timeout: Duration, traffic: Arc<Traffic>) -> Self {
        Self {
            stream,
            write_timeout,
            traffic,
            stalled: None,
        }
    }

    fn written(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<Result<usize>>,
    ) -> Poll<Result<usize>> {
        if written.is_ready() {
            self.traffic.moves();
            if self.stalled.take().is_some() {
                self.traffic.stalls(false);
            }
            return written;
        }
        let Self {
            write_timeout,
            traffic,
            stalled,
            ..
        } = self;
        let (timer, _) = stalled.get_or_insert_with(|| {
            traffic.stalls(true);
            (Box::pin(sleep(*write_timeout)), Asked::new(traffic.clone()))
        });
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for WriteTimeoutStream<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() == before && buffer.remaining() > 0 {
            ready!(self.traffic.half_closes(cx));
        } else {
            self.traffic.moves();
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for WriteTimeoutStream<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.written(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_reader_may_be_slow_but_must_read() {
        let (mut reader, stream) = duplex(1000);
        let mut stream = WriteTimeoutStream::new(stream, Duration::from_secs(60), Arc::default());
        let writing =
            tokio::spawn(async move { (stream.write_all(&[b'x'; 10_000]).await, Instant::now()) });
        let mut piece = [0; 1000];
        for _ in 0..5 {
            tokio::time::sleep(Duration::from_secs(59)).await;
            reader.read_exact(&mut piece).await.unwrap();
        }
        let last = Instant::now();
        let (result, ended) = writing.await.unwrap();
        assert_eq!(result.unwrap_err().kind(), ErrorKind::TimedOut);
        assert_eq!((ended - last).as_secs(), 60);
    }
}
