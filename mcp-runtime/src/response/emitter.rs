use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::progress::Progress;
use crate::protocol::LogLevel;

/// Messages that wait for a slow client. Beyond this the oldest is dropped: each progress message
/// says all that the ones before it said, and a log is better cut than a server's memory filled.
const BACKLOG: usize = 256;

/// The bytes of such messages together; the newest waits whatever its size.
const BACKLOG_BYTES: usize = 1 << 20;

/// How many messages one call may send before it is slowed down, and each second from then on.
/// Progress and logs are counted separately.
const BURST: f64 = 100.0;
const PER_SECOND: f64 = 20.0;

/// Where one call's progress and log messages go, and whether anybody still waits for its answer.
#[derive(Debug)]
pub(crate) struct Emitter {
    /// Messages that may wait, and their bytes together.
    capacity: usize,
    most_bytes: usize,
    /// JSON text, if the client asked for progress.
    progress_token: Option<String>,
    log_level: Option<LogLevel>,
    queue: Mutex<Queue>,
    ready: Notify,
    cancelled: CancellationToken,
}

#[derive(Debug, Default)]
struct Queue {
    messages: VecDeque<String>,
    /// The bytes of the messages that wait.
    waiting: usize,
    progress: Option<f64>,
    /// The bytes of the messages that were taken.
    taken: usize,
    /// Progress that came too soon: the next one takes its place, or the answer brings it along.
    held: Option<String>,
    progress_pace: Pace,
    log_pace: Pace,
    closed: bool,
}

/// How often something may be sent: so many at once, and so many a second from then on.
#[derive(Debug)]
struct Pace {
    left: f64,
    since: Instant,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            left: BURST,
            since: Instant::now(),
        }
    }
}

impl Pace {
    fn allows(&mut self) -> bool {
        let now = Instant::now();
        self.left =
            (self.left + now.duration_since(self.since).as_secs_f64() * PER_SECOND).min(BURST);
        self.since = now;
        let allowed = self.left >= 1.0;
        if allowed {
            self.left -= 1.0;
        }
        allowed
    }
}

#[derive(Serialize)]
struct Notification<P> {
    jsonrpc: &'static str,
    method: &'static str,
    params: P,
}

impl Default for Emitter {
    fn default() -> Self {
        Self {
            capacity: BACKLOG,
            most_bytes: BACKLOG_BYTES,
            progress_token: None,
            log_level: None,
            queue: Mutex::default(),
            ready: Notify::new(),
            cancelled: CancellationToken::new(),
        }
    }
}

impl Emitter {
    pub(crate) fn new(progress_token: Option<&str>, log_level: Option<LogLevel>) -> Self {
        Self {
            progress_token: progress_token.map(str::to_owned),
            log_level,
            ..Self::default()
        }
    }

    /// One for messages that each wait once, of which there are no more than this.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self {
            capacity,
            most_bytes: usize::MAX,
            ..Self::default()
        }
    }

    /// Sends a message, unless the same one waits already.
    pub(crate) fn push_once(&self, method: &'static str, params: &impl Serialize) {
        let Some(message) = message(method, params) else {
            return;
        };
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if !queue.messages.contains(&message) {
            self.enqueue(&mut queue, message);
        }
    }

    pub(crate) fn cancelled(&self) -> &CancellationToken {
        &self.cancelled
    }

    /// Whether a log message of this level would be sent.
    pub(crate) fn logs(&self, level: LogLevel) -> bool {
        self.log_level.is_some_and(|least| level >= least)
    }

    /// Sends progress, if the client asked for it and it is progress: the protocol wants values to
    /// increase.
    pub(crate) fn progress(&self, progress: &Progress) {
        let Some(token) = &self.progress_token else {
            return;
        };
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if !progress.done.is_finite() || queue.progress.is_some_and(|last| progress.done <= last) {
            return;
        }
        queue.progress = Some(progress.done);
        let token = serde_json::value::RawValue::from_string(token.clone()).ok();
        let params = progress.params(token.as_deref());
        if queue.progress_pace.allows() {
            queue.held = None;
            self.push(&mut queue, "notifications/progress", &params);
        } else {
            queue.held = message("notifications/progress", &params);
        }
    }

    /// Sends a log message, if the client asked for its level.
    pub(crate) fn log(&self, level: LogLevel, logger: Option<&str>, data: &impl Serialize) {
        #[derive(Serialize)]
        struct Params<'a, D> {
            level: LogLevel,
            #[serde(skip_serializing_if = "Option::is_none")]
            logger: Option<&'a str>,
            data: D,
        }
        if self.logs(level) {
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            // Errors and worse are sent whatever the pace.
            if queue.log_pace.allows() || level >= LogLevel::Error {
                self.push(
                    &mut queue,
                    "notifications/message",
                    &Params {
                        level,
                        logger,
                        data,
                    },
                );
            }
        }
    }

    fn push(&self, queue: &mut Queue, method: &'static str, params: &impl Serialize) {
        if let Some(message) = message(method, params) {
            self.enqueue(queue, message);
        }
    }

    fn enqueue(&self, queue: &mut Queue, message: String) {
        if queue.closed {
            return;
        }
        queue.waiting += message.len();
        while queue.messages.len() >= self.capacity || queue.waiting > self.most_bytes {
            let Some(oldest) = queue.messages.pop_front() else {
                break;
            };
            queue.waiting -= oldest.len();
        }
        queue.messages.push_back(message);
        self.ready.notify_one();
    }

    /// Takes no more messages: the call has its answer, and nothing may follow that.
    pub(crate) fn close(&self) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = queue.held.take() {
            self.enqueue(&mut queue, held);
        }
        queue.closed = true;
    }

    /// The oldest message that waits.
    pub(crate) fn pop(&self) -> Option<String> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let message = queue.messages.pop_front();
        let bytes = message.as_ref().map_or(0, String::len);
        queue.waiting -= bytes;
        queue.taken += bytes;
        message
    }

    /// The bytes of the messages that were taken.
    pub(crate) fn bytes(&self) -> usize {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.taken
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .messages
            .is_empty()
    }

    /// Resolves when a message waits.
    pub(crate) async fn ready(&self) {
        while self.is_empty() {
            self.ready.notified().await;
        }
    }
}

/// `None` for data that can't be written, which is a user's own, such as a map with keys that are
/// no strings.
fn message(method: &'static str, params: &impl Serialize) -> Option<String> {
    serde_json::to_string(&Notification {
        jsonrpc: "2.0",
        method,
        params,
    })
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(emitter: &Emitter) -> Vec<String> {
        std::iter::from_fn(|| emitter.pop()).collect()
    }

    #[test]
    fn progress_increases_or_is_not_sent() {
        let emitter = Emitter::new(Some("7"), None);
        for done in [0.0, 50.0, 50.0, 20.0, f64::NAN, f64::INFINITY, 100.0] {
            emitter.progress(&Progress::new(done));
        }
        let values: Vec<String> = sent(&emitter)
            .iter()
            .map(|m| {
                m.split("\"progress\":")
                    .nth(1)
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect();
        assert_eq!(values, ["0.0}}", "50.0}}", "100.0}}"]);
    }

    #[test]
    fn nothing_is_sent_that_was_not_asked_for() {
        let emitter = Emitter::new(None, Some(LogLevel::Warning));
        emitter.progress(&Progress::new(1.0));
        emitter.log(LogLevel::Info, None, &"quiet");
        emitter.log(LogLevel::Error, Some("db"), &"loud");
        assert_eq!(
            sent(&emitter),
            [
                r#"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"error","logger":"db","data":"loud"}}"#
            ]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_progress_is_slowed_down_and_the_last_word_is_kept() {
        let emitter = Emitter::new(Some("1"), Some(LogLevel::Info));
        for i in 0..10_000 {
            emitter.progress(&Progress::new(f64::from(i)));
            emitter.log(LogLevel::Info, None, &i);
        }
        emitter.log(LogLevel::Critical, None, &"fire");
        let sent = sent(&emitter);
        assert_eq!(
            sent.iter()
                .filter(|m| m.contains("notifications/progress"))
                .count(),
            100
        );
        assert_eq!(
            sent.iter()
                .filter(|m| m.contains("notifications/message"))
                .count(),
            101
        );
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
        for i in 10_000..20_000 {
            emitter.progress(&Progress::new(f64::from(i)));
        }
        emitter.close();
        let sent = self::sent(&emitter);
        assert_eq!(sent.len(), 21);
        assert!(sent.last().is_some_and(|m| m.contains("19999.0")));
    }

    #[test]
    fn a_backlog_is_bounded_and_keeps_the_newest() {
        let emitter = Emitter::with_capacity(3);
        for i in 0..10 {
            emitter.push_once("notifications/x", &i);
        }
        assert_eq!(sent(&emitter).len(), 3);
        assert!(emitter.pop().is_none());
    }

    #[test]
    fn a_backlog_has_so_many_bytes_and_one_large_message_is_sent_all_the_same() {
        let emitter = Emitter::new(None, Some(LogLevel::Error));
        let log = |bytes: usize| emitter.log(LogLevel::Error, None, &"x".repeat(bytes));
        for _ in 0..20 {
            log(BACKLOG_BYTES / 10);
        }
        assert_eq!(sent(&emitter).len(), 9);
        log(10);
        log(2 * BACKLOG_BYTES);
        assert_eq!(sent(&emitter).len(), 1);
        log(10);
        assert_eq!(sent(&emitter).len(), 1);
    }
}
