use std::io::Result;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

/// One line of input.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Without its end.
    Whole(Bytes),
    /// Longer than the limit; it was read to its end and forgotten.
    TooLong,
}

/// The lines of a stream, within a limit of length and so of memory.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: R,
    limit: usize,
    buffer: BytesMut,
    /// How much of the buffer has no line's end in it.
    searched: usize,
    /// Inside a line that is too long.
    skipping: bool,
    ended: bool,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(super) fn new(input: R, limit: usize) -> Self {
        Self {
            input,
            limit,
            buffer: BytesMut::with_capacity(64 << 10),
            searched: 0,
            skipping: false,
            ended: false,
        }
    }

    /// The next line; the last one may lack its end. Dropping this future loses nothing.
    pub(super) async fn next(&mut self) -> Result<Option<Line>> {
        loop {
            if let Some(line) = self.buffered() {
                return Ok(Some(line));
            }
            if self.ended {
                self.searched = 0;
                let rest = self.buffer.split().freeze();
                return Ok((!rest.is_empty()).then_some(Line::Whole(rest)));
            }
            self.buffer.reserve(64 << 10);
            if self.input.read_buf(&mut self.buffer).await? == 0 {
                self.ended = true;
                if std::mem::take(&mut self.skipping) {
                    self.buffer.clear();
                    return Ok(Some(Line::TooLong));
                }
            }
        }
    }

    /// The next line, if it was read already.
    pub(super) fn buffered(&mut self) -> Option<Line> {
        let Some(end) =
            memchr::memchr(b'\n', &self.buffer[self.searched..]).map(|at| self.searched + at)
        else {
            if self.skipping || self.buffer.len() > self.limit {
                self.skipping = true;
                self.buffer.clear();
            }
            self.searched = self.buffer.len();
            return None;
        };
        let mut line = self.buffer.split_to(end + 1);
        self.searched = 0;
        if std::mem::take(&mut self.skipping) || end > self.limit {
            return Some(Line::TooLong);
        }
        line.truncate(end - usize::from(line[..end].ends_with(b"\r")));
        Some(Line::Whole(line.freeze()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(input: &[u8], limit: usize) -> Vec<Line> {
        let mut lines = Lines::new(input, limit);
        let mut all = Vec::new();
        while let Some(line) = lines.next().await.unwrap() {
            all.push(line);
        }
        all
    }

    fn whole(text: &'static str) -> Line {
        Line::Whole(Bytes::from_static(text.as_bytes()))
    }

    #[tokio::test]
    async fn lines_end_with_either_end_or_with_the_input() {
        assert_eq!(
            read(b"a\r\n\nbc\nd", 10).await,
            [whole("a"), whole(""), whole("bc"), whole("d")]
        );
        assert_eq!(read(b"", 10).await, []);
    }

    #[tokio::test]
    async fn a_line_over_the_limit_is_forgotten_and_the_next_one_is_read() {
        let mut input = vec![b'x'; 1 << 20];
        input.extend_from_slice(b"\nok\n");
        assert_eq!(read(&input, 1000).await, [Line::TooLong, whole("ok")]);
        assert_eq!(read(b"abcd\nabc\n", 3).await, [Line::TooLong, whole("abc")]);
        assert_eq!(
            read(&vec![b'x'; 1 << 20], 1000).await,
            [Line::TooLong],
            "also when nothing follows"
        );
    }
}
