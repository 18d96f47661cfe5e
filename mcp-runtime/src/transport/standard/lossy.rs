//! Writing that never waits for whoever reads.
//!
//! `tracing-appender` has a writer of this kind, which counts lines instead of bytes, doesn't tell
//! what was lost, and can't write what a pipe brings as well.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
#[cfg(any(feature = "cli", test))]
use std::time::Instant;

/// The most that may wait to be written, in bytes.
const BACKLOG: usize = 256 << 10;

/// How long a stream that takes nothing for now is left alone.
const PAUSE: Duration = Duration::from_millis(20);

/// Takes everything at once, and writes it on a thread of its own. What there is no room for, and
/// what can't be written, is lost; how many lines that were is told as soon as there is room again.
#[derive(Clone, Debug)]
pub(crate) struct LossyWriter(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    filled: Condvar,
    written: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    pieces: VecDeque<Vec<u8>>,
    bytes: usize,
    /// Lines that were lost after the last piece.
    lost: u64,
    /// Whether the thread has something in its hands.
    writing: bool,
}

impl LossyWriter {
    /// The one that writes to standard error, as it was when this was first asked for.
    pub(crate) fn to_stderr() -> Self {
        static WRITER: OnceLock<LossyWriter> = OnceLock::new();
        WRITER.get_or_init(|| Self::start(stderr())).clone()
    }

    /// Writes to `out` until the process ends.
    pub(super) fn start(out: Box<dyn Write + Send>) -> Self {
        let shared = Arc::new(Shared::default());
        let writing = shared.clone();
        // Without a thread all is lost, which is told nobody, and nobody waits for it.
        let _ = std::thread::Builder::new()
            .name("mcp-stderr".to_owned())
            .spawn(move || writing.write_all(out));
        Self(shared)
    }

    /// Waits until all is written, or nothing has been for so long.
    #[cfg(any(feature = "cli", test))]
    pub(crate) fn flush_within(&self, limit: Duration) {
        let until = Instant::now() + limit;
        let mut waiting = self.0.lock();
        while waiting.writing || !waiting.pieces.is_empty() || waiting.lost > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            waiting = self
                .0
                .written
                .wait_timeout(waiting, left)
                .map_or_else(|e| e.into_inner().0, |(waiting, _)| waiting);
        }
    }
}

impl Write for LossyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut waiting = self.0.lock();
        if waiting.bytes + bytes.len() > BACKLOG {
            waiting.lost += lines(bytes);
        } else {
            waiting.bytes += bytes.len();
            waiting.pieces.push_back(bytes.to_vec());
        }
        self.0.filled.notify_one();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_all(&self, mut out: Box<dyn Write + Send>) {
        // Lines that were taken and couldn't be written.
        let mut failed = 0;
        loop {
            let mut waiting = self.lock();
            // Lines that were lost while the thread was writing are reported, too.
            while waiting.pieces.is_empty() && waiting.lost == 0 {
                waiting = self
                    .filled
                    .wait(waiting)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            let pieces = std::mem::take(&mut waiting.pieces);
            let lost = std::mem::take(&mut waiting.lost);
            waiting.writing = true;
            drop(waiting);
            for piece in pieces {
                failed = tell(&mut out, failed);
                if write(&mut out, &piece).is_err() {
                    failed += lines(&piece);
                }
                self.lock().bytes -= piece.len();
            }
            failed = tell(&mut out, failed + lost);
            self.lock().writing = false;
            self.written.notify_all();
        }
    }
}

/// Says that so many lines were lost, if any were. Gives those that are still to be told of.
fn tell(out: &mut impl Write, lost: u64) -> u64 {
    let message = match lost {
        0 => return 0,
        1 => "(1 line of this log was lost, because nobody read it)\n".to_owned(),
        more => format!("({more} lines of this log were lost, because nobody read them)\n"),
    };
    if write(out, message.as_bytes()).is_ok() {
        0
    } else {
        lost
    }
}

/// Whoever started the process may have made the stream one that takes nothing for now.
fn write(out: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match out.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) if e.kind() == ErrorKind::WouldBlock => std::thread::sleep(PAUSE),
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count().max(1) as u64
}

#[cfg(unix)]
fn stderr() -> Box<dyn Write + Send> {
    match super::stderr() {
        Ok(descriptor) => Box::new(std::fs::File::from(descriptor)),
        Err(_) => Box::new(std::io::stderr()),
    }
}

#[cfg(not(unix))]
fn stderr() -> Box<dyn Write + Send> {
    Box::new(std::io::stderr())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Takes a write once it is told to, and says what it took.
    struct Gate {
        open: mpsc::Receiver<io::Result<()>>,
        taken: mpsc::Sender<String>,
    }

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.open.recv().unwrap_or(Ok(()))?;
            let _ = self.taken.send(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn gate() -> (
        LossyWriter,
        mpsc::Sender<io::Result<()>>,
        mpsc::Receiver<String>,
    ) {
        let ((open, opened), (taken, took)) = (mpsc::channel(), mpsc::channel());
        let gate = Gate {
            open: opened,
            taken,
        };
        (LossyWriter::start(Box::new(gate)), open, took)
    }

    #[test]
    fn whoever_writes_never_waits_and_what_was_lost_is_counted() {
        let (mut writer, open, took) = gate();
        let line = format!("{}\n", "x".repeat(1023));
        for _ in 0..1000 {
            writer.write_all(line.as_bytes()).expect("it takes all");
        }
        drop(open);
        writer.flush_within(Duration::from_secs(60));
        let lines: Vec<String> = took.try_iter().collect();
        let lost = 1000 - lines.iter().filter(|l| **l == line).count();
        assert!(lost >= 1000 - 257 - 256, "{lost}");
        let told: usize = lines
            .iter()
            .filter_map(|l| {
                l.strip_prefix('(')?
                    .split(' ')
                    .next()?
                    .parse::<usize>()
                    .ok()
            })
            .sum();
        assert_eq!(told, lost);
    }

    #[test]
    fn what_cannot_be_written_is_told_once_it_can() {
        let (mut writer, open, took) = gate();
        for step in [
            Err(ErrorKind::StorageFull.into()),
            Err(ErrorKind::StorageFull.into()),
            Err(ErrorKind::WouldBlock.into()),
            Err(ErrorKind::Interrupted.into()),
        ] {
            open.send(step).expect("it is there");
        }
        writer.write_all(b"one\n").expect("it takes all");
        drop(open);
        writer.flush_within(Duration::from_secs(60));
        writer.write_all(b"two\n").expect("it takes all");
        writer.flush_within(Duration::from_secs(60));
        let taken: Vec<String> = took.try_iter().collect();
        assert_eq!(
            taken,
            [
                "(1 line of this log was lost, because nobody read it)\n",
                "two\n"
            ]
        );
    }

    #[test]
    fn a_flush_gives_up() {
        let (mut writer, _open, _) = gate();
        writer.write_all(b"one\n").expect("it takes all");
        writer.flush_within(Duration::from_millis(1));
    }
}
