//! Room for the answers of calls over HTTP, from before the calls begin.
//!
//! Nobody knows how large an answer will be before it is there. A flood of calls with large answers
//! would have ended before the first of them is counted, so each call is counted beforehand with
//! the size that answers of its tool have lately had. Of a tool that has never answered, a few
//! calls go ahead.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::shares::{LEAST, Share, Shares};
use super::{Admission, Full, Limits, NO_BYTES_LEFT, SOON};
use crate::call::Caller;
use crate::protocol::{ErrorCode, Refusal};

/// Calls that go ahead while nothing is known of their answers.
const AHEAD: usize = 8;

/// How long the others wait for them; then they go ahead as well.
const WAIT: Duration = Duration::from_secs(1);

/// The sizes of answers, in bytes: of each tool, and of all that is no tool. 0 before the first.
pub(super) struct AnswerSizes {
    known: Box<[AtomicUsize]>,
    ahead: Arc<Semaphore>,
}

/// The answer that a call will give, for which room is kept while the call is at work.
#[derive(Debug)]
pub(crate) struct ExpectedAnswer {
    admission: Admission,
    caller: Caller,
    room: Room,
}

/// Room for an answer, given back when this is dropped.
#[derive(Debug)]
pub(crate) enum Room {
    /// None is needed.
    Needless,
    /// As much as answers of this tool have needed.
    Share(#[allow(dead_code, reason = "it is held, not read")] Box<Share>),
    /// Nobody knows how much.
    Unknown,
    /// Nobody knows how much, and the call goes ahead.
    Ahead(#[allow(dead_code, reason = "it is held, not read")] OwnedSemaphorePermit),
}

impl Limits {
    /// Keeps room for the answer to a call that begins. `counted`: whose unread answers are
    /// counted.
    #[inline]
    pub(crate) fn expect_answer(
        &self,
        admission: Admission,
        counted: Option<Caller>,
    ) -> Result<Option<ExpectedAnswer>, Refusal> {
        let expect = |caller| ExpectedAnswer::new(&self.answers, admission, &self.bytes, caller);
        let expected = counted.map(expect).transpose();
        expected.map_err(|Full| self.no_bytes_left())
    }

    /// Waits until the first calls of a tool have ended, or a call may go ahead. What is returned
    /// is kept until the call ends.
    pub(crate) async fn go_ahead(
        &self,
        admission: Admission,
        caller: &Caller,
    ) -> Result<Room, Refusal> {
        let room = self.answers.go_ahead(admission, &self.bytes, caller).await;
        room.map_err(|Full| self.no_bytes_left())
    }

    /// Whether there is room for an answer of this size until it is read.
    #[inline]
    pub(crate) fn have_room(&self, answer: ExpectedAnswer, size: usize) -> bool {
        answer.fits(&self.answers, &self.bytes, size)
    }

    /// The refusal of a call whose answer would be too much.
    #[cold]
    fn no_bytes_left(&self) -> Refusal {
        self.bytes.log_full();
        Refusal::for_now(ErrorCode::Overloaded, SOON, |wait| {
            format!("{NO_BYTES_LEFT}; try again in {wait}")
        })
    }
}

impl ExpectedAnswer {
    /// Keeps room for the answer to a call that begins, as far as it takes any.
    #[inline]
    fn new(
        sizes: &AnswerSizes,
        admission: Admission,
        bytes: &Arc<Shares>,
        caller: Caller,
    ) -> Result<Self, Full> {
        Ok(Self {
            room: sizes.reserve(admission, bytes, &caller)?,
            admission,
            caller,
        })
    }

    /// Whether the call should wait for the first ones of its tool.
    #[inline]
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.room, Room::Unknown)
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Takes note of the answer's size, since from now on the answer itself is counted. Says
    /// whether there is room for it until it is read.
    #[inline]
    fn fits(self, sizes: &AnswerSizes, bytes: &Arc<Shares>, size: usize) -> bool {
        drop(self.room);
        if self.admission.takes_room {
            sizes.learn(self.admission, size);
        }
        size < LEAST || bytes.have_room(&self.caller, size)
    }
}

impl AnswerSizes {
    pub(super) fn new(tools: usize) -> Self {
        Self {
            known: (0..=tools).map(|_| AtomicUsize::new(0)).collect(),
            ahead: Arc::new(Semaphore::new(AHEAD)),
        }
    }

    fn of(&self, admission: Admission) -> &AtomicUsize {
        let others = self.known.len() - 1;
        &self.known[admission.tool.unwrap_or(others).min(others)]
    }

    /// Waits until the first calls of a tool have ended, or a call may go ahead.
    async fn go_ahead(
        &self,
        admission: Admission,
        bytes: &Arc<Shares>,
        caller: &Caller,
    ) -> Result<Room, Full> {
        // Where nobody has to wait, no timer is needed.
        let turn = match self.ahead.clone().try_acquire_owned() {
            Ok(turn) => Some(turn),
            Err(_) => match timeout(WAIT, self.ahead.clone().acquire_owned()).await {
                Ok(turn) => turn.ok(),
                Err(_) => None,
            },
        };
        match (self.reserve(admission, bytes, caller)?, turn) {
            (Room::Unknown, Some(turn)) => Ok(Room::Ahead(turn)),
            (room, _) => Ok(room),
        }
    }

    /// A caller who has nothing yet gets room while there is any. What has a budget of its own,
    /// such as a stream of changes, needs none.
    #[inline]
    fn reserve(
        &self,
        admission: Admission,
        bytes: &Arc<Shares>,
        caller: &Caller,
    ) -> Result<Room, Full> {
        let expected = self.of(admission).load(Relaxed);
        if !admission.takes_room || (1..LEAST).contains(&expected) {
            return Ok(Room::Needless);
        }
        if expected == 0 {
            return Ok(Room::Unknown);
        }
        let mut share = Box::new(bytes.none(caller));
        if share.resize(expected.min(bytes.part())) {
            Ok(Room::Share(share))
        } else {
            Err(Full)
        }
    }

    /// Takes note of an answer's size. What is expected rises faster than it falls: too much makes
    /// a caller wait, too little fills the memory.
    #[inline]
    fn learn(&self, admission: Admission, size: usize) {
        let known = self.of(admission);
        let before = known.load(Relaxed);
        if before != 0 && before.max(size) < LEAST {
            return;
        }
        // Another answer may come in between, and one of the two then counts for nothing.
        let expected = match size.checked_sub(before) {
            _ if before == 0 => size,
            Some(more) => before + more / 2,
            None => before - (before - size) / 8,
        };
        known.store(expected.max(1), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    const MIB: usize = 1 << 20;
    const CALLER: Caller = Caller::Address(IpAddr::V4(Ipv4Addr::LOCALHOST));

    #[test]
    fn calls_take_room_beforehand_once_their_answers_are_large() {
        let (sizes, bytes) = (AnswerSizes::new(2), Shares::new(64 * MIB));
        let (large, small) = (Admission::of_tool(0), Admission::of_tool(1));
        let reserve = |admission| sizes.reserve(admission, &bytes, &CALLER);
        let room = |admission| {
            let mut kept = Vec::new();
            while kept.len() < 1000 {
                match reserve(admission) {
                    Ok(share) => kept.push(share),
                    Err(Full) => break,
                }
            }
            kept.len()
        };
        assert_eq!(room(large), 1000, "nothing is known of it");
        for _ in 0..20 {
            sizes.learn(large, 4 * MIB);
            sizes.learn(small, 1000);
        }
        assert_eq!(room(large), 8, "one caller may have half");
        assert_eq!(room(small), 1000);
        assert_eq!(room(Admission::COUNTED), 1000);
        for _ in 0..100 {
            sizes.learn(large, 1000);
        }
        assert_eq!(room(large), 1000, "its answers are small again");
    }

    #[test]
    fn what_has_a_budget_of_its_own_takes_no_room() {
        let (sizes, bytes) = (AnswerSizes::new(0), Shares::new(64 * MIB));
        let answers = |admission, size| {
            let answer = ExpectedAnswer::new(&sizes, admission, &bytes, CALLER);
            let answer = answer.expect("there is room");
            assert!(answer.fits(&sizes, &bytes, size));
        };
        answers(Admission::COUNTED, 4 * MIB);
        let room = sizes.reserve(Admission::FREE, &bytes, &CALLER);
        assert!(matches!(room, Ok(Room::Needless)));
        for _ in 0..100 {
            answers(Admission::FREE, 1);
        }
        let room = sizes.reserve(Admission::COUNTED, &bytes, &CALLER);
        assert!(
            matches!(room, Ok(Room::Share(_))),
            "these say nothing of it"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_few_calls_go_ahead_of_which_nothing_is_known() {
        let (sizes, bytes) = (AnswerSizes::new(1), Shares::new(64 * MIB));
        let tool = Admission::of_tool(0);
        let go_ahead = || sizes.go_ahead(tool, &bytes, &CALLER);
        let mut ahead = Vec::new();
        for _ in 0..AHEAD {
            ahead.push(go_ahead().await.expect("there is room"));
        }
        assert!(ahead.iter().all(|room| matches!(room, Room::Ahead(_))));
        let impatient = go_ahead().await;
        assert!(
            matches!(impatient, Ok(Room::Unknown)),
            "it has waited for long enough"
        );
        let mut waiting = Vec::new();
        for _ in 0..10 {
            waiting.push(Box::pin(go_ahead()));
            assert!(futures_util::poll!(waiting.last_mut().expect("it")).is_pending());
        }
        sizes.learn(tool, 4 * MIB);
        ahead.clear();
        let rooms = futures_util::future::join_all(waiting).await;
        let count = rooms
            .iter()
            .filter(|room| matches!(room, Ok(Room::Share(_))))
            .count();
        assert_eq!(count, 8, "now it is known how large its answers are");
        assert_eq!(rooms.iter().filter(|room| room.is_err()).count(), 2);
    }

    #[test]
    fn an_answer_beyond_the_budget_keeps_nobody_out() {
        let (sizes, bytes) = (AnswerSizes::new(0), Shares::new(64 * MIB));
        for _ in 0..20 {
            sizes.learn(Admission::COUNTED, 100 * MIB);
        }
        let greedy = bytes.of(&Caller::Anyone, 33 * MIB);
        let room = sizes.reserve(Admission::COUNTED, &bytes, &CALLER);
        assert!(matches!(room, Ok(Room::Share(_))));
        drop(greedy);
    }
}
