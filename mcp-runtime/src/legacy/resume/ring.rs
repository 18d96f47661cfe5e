//! The last messages of a stream.

use std::collections::VecDeque;

use super::is_question;

/// Notifications that are kept, and their bytes. A client that comes back later than that misses
/// the oldest of them, and never a question or the answer.
const MOST: usize = 64;
const MOST_BYTES: usize = 64 << 10;

/// The greatest answer that is kept, in bytes.
const LONGEST_ANSWER: usize = 1 << 20;

/// Messages that may wait for a client that reads slowly.
const MOST_WAITING: usize = 16;

/// The last messages of a stream, numbered from 1.
#[derive(Debug, Default)]
pub(super) struct Ring {
    messages: VecDeque<Message>,
    /// The number of the last message.
    last: u64,
    /// The number of the last message that the connection has taken.
    taken: u64,
    /// The connection has ended, so all messages are for whoever comes back.
    adrift: bool,
    ended: bool,
}

#[derive(Debug)]
struct Message {
    number: u64,
    kind: Kind,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Notification,
    Question,
    Answer,
}

impl Ring {
    /// Adds a message; true where it had better not wait to be written.
    pub(super) fn push(&mut self, text: String) -> bool {
        let kind = if is_question(&text) {
            Kind::Question
        } else {
            Kind::Notification
        };
        self.add(kind, text);
        while self.notifications() > MOST || self.notification_bytes() > MOST_BYTES {
            if !self.forget(Kind::Notification) {
                break;
            }
        }
        kind == Kind::Question
    }

    /// Adds the answer, after which nothing comes.
    pub(super) fn end(&mut self, answer: String) {
        self.add(Kind::Answer, answer);
        self.ended = true;
    }

    fn add(&mut self, kind: Kind, text: String) {
        self.last += 1;
        self.messages.push_back(Message {
            number: self.last,
            kind,
            text,
        });
    }

    /// The next message for the connection, and its number.
    pub(super) fn take(&mut self) -> Option<(u64, String)> {
        let next = self.messages.iter().find(|next| next.number > self.taken)?;
        self.taken = next.number;
        Some((next.number, next.text.clone()))
    }

    /// Whether a call may say more before its client has read what it has said.
    pub(super) fn has_room(&self) -> bool {
        let waiting = self.last.saturating_sub(self.taken);
        self.adrift || waiting < MOST_WAITING as u64
    }

    /// The connection has ended.
    pub(super) fn cast_off(&mut self) {
        self.adrift = true;
    }

    pub(super) fn is_adrift(&self) -> bool {
        self.adrift
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Whether the connection has taken everything, the answer with it.
    pub(super) fn is_read(&self) -> bool {
        self.ended && self.taken == self.last
    }

    pub(super) fn bytes(&self) -> usize {
        self.messages.iter().map(|kept| kept.text.len()).sum()
    }

    fn notifications(&self) -> usize {
        let notifications = self.messages.iter();
        notifications
            .filter(|kept| kept.kind == Kind::Notification)
            .count()
    }

    fn notification_bytes(&self) -> usize {
        let notifications = self.messages.iter();
        notifications
            .filter(|kept| kept.kind == Kind::Notification)
            .map(|kept| kept.text.len())
            .sum()
    }

    /// Whether it has an answer that is too long for those who come back.
    pub(super) fn is_too_long(&self) -> bool {
        let answer = self
            .messages
            .back()
            .filter(|last| last.kind == Kind::Answer);
        answer.is_some_and(|answer| answer.text.len() > LONGEST_ANSWER)
    }

    /// Forgets the oldest notification that the connection doesn't wait for, or the answer that it
    /// doesn't wait for where there is none; false where it waits for all.
    pub(super) fn forget_one(&mut self) -> bool {
        self.forget(Kind::Notification) || self.forget(Kind::Answer)
    }

    /// Forgets the answer that the connection doesn't wait for.
    pub(super) fn forget_answer(&mut self) -> bool {
        self.forget(Kind::Answer)
    }

    fn forget(&mut self, kind: Kind) -> bool {
        let (adrift, taken) = (self.adrift, self.taken);
        let is_over = |kept: &Message| kept.kind == kind && (adrift || kept.number <= taken);
        let Some(oldest) = self.messages.iter().position(is_over) else {
            return false;
        };
        self.messages.remove(oldest);
        true
    }

    /// Puts another answer in the place of one that was forgotten; false where it is there.
    pub(super) fn answer_instead(&mut self, answer: impl FnOnce() -> String) -> bool {
        let has_answer = self
            .messages
            .back()
            .is_some_and(|last| last.kind == Kind::Answer);
        if !self.ended || has_answer {
            return false;
        }
        self.messages.push_back(Message {
            number: self.last,
            kind: Kind::Answer,
            text: answer(),
        });
        true
    }

    /// All messages with their numbers.
    pub(super) fn messages(&self) -> Vec<(u64, &str)> {
        let messages = self.messages.iter();
        messages.map(|kept| (kept.number, &*kept.text)).collect()
    }

    pub(super) fn clear(&mut self) {
        self.messages = VecDeque::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(text: &str) -> String {
        format!(r#"{{"jsonrpc":"2.0","method":"notifications/message","params":"{text}"}}"#)
    }

    fn numbers(ring: &Ring) -> Vec<u64> {
        let messages = ring.messages().into_iter();
        messages.map(|(number, _)| number).collect()
    }

    #[test]
    fn a_connection_takes_each_message_once_and_the_last_ones_stay() {
        let mut ring = Ring::default();
        for at in 0..MOST_WAITING {
            assert!(ring.has_room());
            assert!(!ring.push(log(&at.to_string())));
        }
        assert!(!ring.has_room(), "the client reads slowly");
        assert_eq!(ring.take(), Some((1, log("0"))));
        assert!(ring.has_room());
        ring.end("{}".to_owned());
        while ring.take().is_some() {}
        assert!(ring.is_read());
        assert_eq!(
            numbers(&ring).len(),
            MOST_WAITING + 1,
            "nothing is forgotten"
        );
    }

    #[test]
    fn a_client_that_is_away_misses_old_notifications_and_no_question() {
        let mut ring = Ring::default();
        ring.cast_off();
        let question = r#"{"id":"q","jsonrpc":"2.0","method":"elicitation/create"}"#;
        assert!(ring.push(question.to_owned()));
        for _ in 0..MOST + 7 {
            ring.push(log("x"));
        }
        ring.push(log(&"x".repeat(MOST_BYTES - 1000)));
        assert!(ring.has_room());
        let numbers = numbers(&ring);
        assert_eq!(numbers[0], 1);
        assert_eq!(numbers.last(), Some(&(MOST as u64 + 9)));
        assert!(numbers.len() < MOST && ring.bytes() <= MOST_BYTES + question.len());
    }

    #[test]
    fn what_the_connection_waits_for_is_not_forgotten() {
        let mut ring = Ring::default();
        ring.push(log("x"));
        ring.end("y".repeat(LONGEST_ANSWER + 1));
        assert!(ring.is_too_long() && !ring.forget_one() && !ring.forget_answer());
        ring.take();
        assert!(ring.forget_one() && !ring.forget_one());
        ring.cast_off();
        assert!(ring.forget_answer());
        assert!(ring.answer_instead(|| "short".to_owned()));
        assert!(!ring.answer_instead(|| "shorter".to_owned()));
        assert_eq!(ring.messages(), [(2, "short")]);
    }
}
