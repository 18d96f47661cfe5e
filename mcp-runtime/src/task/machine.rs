//! The state machine of a task: each change of its record, as a pure function of the record and the
//! time. Whoever writes a record calls one of these on what is there, and writes it only if nobody
//! was faster.
//!
//! Three things hold, whoever does what when. What is over stays as it is. Only the delivery that
//! has the record's fence changes anything for its worker. And no attempt begins beyond the number
//! that there may be.

use serde_json::value::RawValue;

use super::record::{GRACE, Phase, Question, Record};
use crate::input::Digest;

/// The most questions that a task may ask in its life.
pub(crate) const MAX_QUESTIONS: usize = 100;

/// A worker's right to write: the number of its delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fence(pub(crate) u64);

/// Why a delivery is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// There is nothing to do: it is over, or waits for answers.
    Settled,
    /// A worker has it, at least until then (milliseconds since 1970).
    Busy { until: u64 },
}

/// The delivery is no longer the valid one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Superseded;

/// The end of a task, as its worker reports it.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// The result of the call, as JSON text.
    Completed(Box<RawValue>),
    /// A JSON-RPC error, and what people are told of it.
    Failed {
        error: Box<RawValue>,
        message: String,
    },
    /// Whoever runs the work elsewhere has given it up.
    Cancelled,
}

/// A question that has no answer yet, as a body asks it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) key: String,
    pub(crate) digest: Digest,
    pub(crate) request: Box<RawValue>,
}

/// The result of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Updated {
    /// None of its answers counted.
    Nothing,
    /// Other questions still wait.
    Partly,
    /// All is answered: the work goes on.
    Ready,
}

impl Record {
    /// A worker takes a delivery, for one attempt.
    pub(crate) fn take(&mut self, worker: &str, now: u64, lease: u64) -> Result<Fence, NotTaken> {
        let is_settled = matches!(self.phase, Phase::Waiting | Phase::Elsewhere { .. });
        if self.expire(now) || self.is_over() || is_settled {
            return Err(NotTaken::Settled);
        }
        if let Phase::Running { lease, .. } = self.phase
            && lease > now
        {
            return Err(NotTaken::Busy { until: lease });
        }
        // To ask a job once more how far it is does nothing twice.
        if self.attempts >= self.order.max_attempts && self.job().is_none() {
            self.fail_as_lost(now);
            return Err(NotTaken::Settled);
        }
        self.attempts += 1;
        self.fence += 1;
        self.phase = Phase::Running {
            worker: worker.to_owned(),
            lease: now.saturating_add(lease),
        };
        self.updated = now;
        Ok(Fence(self.fence))
    }

    fn held_by(&mut self, fence: Fence) -> Result<(), Superseded> {
        let is_held = matches!(self.phase, Phase::Running { .. } | Phase::Elsewhere { .. });
        let holds = is_held && self.fence == fence.0;
        if holds { Ok(()) } else { Err(Superseded) }
    }

    /// A job elsewhere has the work, and the worker is free. It is asked from `next` on.
    pub(crate) fn leave(
        &mut self,
        fence: Fence,
        job: Box<RawValue>,
        now: u64,
        next: u64,
    ) -> Result<(), Superseded> {
        self.held_by(fence)?;
        self.checkpoint = Some(job);
        self.phase = Phase::Elsewhere { next };
        self.updated = now;
        Ok(())
    }

    /// Whoever is the first to look asks the job, and nobody else for so long, unless the job has
    /// answered.
    pub(crate) fn look(&mut self, now: u64, patience: u64) -> Option<Fence> {
        let Phase::Elsewhere { next } = &mut self.phase else {
            return None;
        };
        if now < *next {
            return None;
        }
        *next = now.saturating_add(patience);
        self.fence += 1;
        Some(Fence(self.fence))
    }

    /// The job has said how far it is; it is asked again from `next` on.
    pub(crate) fn looked(
        &mut self,
        fence: Fence,
        message: Option<String>,
        now: u64,
        next: u64,
    ) -> Result<(), Superseded> {
        self.held_by(fence)?;
        self.phase = Phase::Elsewhere { next };
        if let Some(message) = message
            && self.message.as_ref() != Some(&message)
        {
            self.message = Some(message);
            self.updated = now;
        }
        Ok(())
    }

    /// The job has been told to stop.
    pub(crate) fn stopped(&mut self) {
        self.unstopped = None;
        self.order.request = RawValue::NULL.to_owned();
    }

    /// The worker says that it still works.
    pub(crate) fn beat(&mut self, fence: Fence, now: u64, lease: u64) -> Result<(), Superseded> {
        self.held_by(fence)?;
        if let Phase::Running { lease: until, .. } = &mut self.phase {
            *until = now.saturating_add(lease);
        }
        Ok(())
    }

    /// Notes where another attempt would go on.
    pub(crate) fn checkpoint(
        &mut self,
        fence: Fence,
        state: Box<RawValue>,
        now: u64,
    ) -> Result<(), Superseded> {
        self.held_by(fence)?;
        // The job is where another attempt goes on, of work that runs elsewhere.
        if !self.order.external {
            self.checkpoint = Some(state);
        }
        self.updated = now;
        Ok(())
    }

    /// Says how far it has come.
    pub(crate) fn say(&mut self, fence: Fence, text: &str, now: u64) -> Result<(), Superseded> {
        self.held_by(fence)?;
        self.message = Some(text.to_owned());
        self.updated = now;
        Ok(())
    }

    /// The leg ends by questions, which is no attempt.
    pub(crate) fn ask(
        &mut self,
        fence: Fence,
        asked: Vec<Asked>,
        now: u64,
    ) -> Result<(), Superseded> {
        self.held_by(fence)?;
        for Asked {
            key,
            digest,
            request,
        } in asked
        {
            self.questions.push(Question {
                id: self.fresh_id(&key),
                key,
                digest,
                request,
                answer: None,
            });
        }
        self.attempts = self.attempts.saturating_sub(1);
        self.phase = Phase::Waiting;
        self.updated = now;
        Ok(())
    }

    /// An id that no question of this task has or had.
    fn fresh_id(&self, key: &str) -> String {
        let is_taken = |id: &str| self.questions.iter().any(|question| question.id == id);
        let mut id = key.to_owned();
        let mut number = 2_u32;
        while is_taken(&id) {
            id = format!("{key}-{number}");
            number += 1;
        }
        id
    }

    /// Takes the answers to what is asked; others are ignored.
    pub(crate) fn answer(
        &mut self,
        mut answer: impl FnMut(&str) -> Option<Box<RawValue>>,
        now: u64,
    ) -> Updated {
        if !matches!(self.phase, Phase::Waiting) {
            return Updated::Nothing;
        }
        let mut answered = false;
        for question in self.questions.iter_mut().filter(|q| q.answer.is_none()) {
            question.answer = answer(&question.id);
            answered |= question.answer.is_some();
        }
        if !answered {
            return Updated::Nothing;
        }
        self.updated = now;
        if self.pending().next().is_some() {
            return Updated::Partly;
        }
        self.phase = Phase::Queued;
        Updated::Ready
    }

    /// Gives the work back, such as at a shutdown: another worker goes on. It is no attempt.
    pub(crate) fn hand_over(&mut self, fence: Fence, now: u64) -> Result<(), Superseded> {
        self.held_by(fence)?;
        self.attempts = self.attempts.saturating_sub(1);
        self.phase = Phase::Queued;
        self.updated = now;
        Ok(())
    }

    /// Ends it with what its worker found out.
    pub(crate) fn finish(&mut self, fence: Fence, end: End, now: u64) -> Result<(), Superseded> {
        self.held_by(fence)?;
        match end {
            End::Completed(result) => self.end_as(Phase::Completed { result }, now),
            End::Failed { error, message } => {
                self.end_as(Phase::Failed { error }, now);
                self.message = Some(message);
            }
            End::Cancelled => self.end_as(Phase::Cancelled, now),
        }
        Ok(())
    }

    /// Ends it at its caller's wish; false where it is over.
    pub(crate) fn cancel(&mut self, now: u64) -> bool {
        if self.is_over() {
            return false;
        }
        self.unstopped = self.checkpoint.take().filter(|_| self.order.external);
        self.end_as(Phase::Cancelled, now);
        true
    }

    /// Ends it where its time is over; true where that changed it.
    pub(crate) fn expire(&mut self, now: u64) -> bool {
        if self.is_over() || now < self.end() {
            return false;
        }
        self.unstopped = self.checkpoint.take().filter(|_| self.order.external);
        self.fail(
            now,
            "The task took longer than the time it had, and was stopped",
        );
        true
    }

    /// Ends it where its worker has gone silent and no other is going to take it; true where that
    /// changed it. `takes_over`: whether another worker may.
    pub(crate) fn give_up(&mut self, now: u64, takes_over: bool) -> bool {
        let Phase::Running { lease, .. } = self.phase else {
            return false;
        };
        let has_attempts = self.attempts < self.order.max_attempts || self.job().is_some();
        let may_go_on = takes_over && has_attempts;
        if may_go_on || now < lease {
            return false;
        }
        if self.job().is_some() {
            // Nothing is lost: the job goes on without the worker.
            self.phase = Phase::Elsewhere { next: now };
            return true;
        }
        self.fail_as_lost(now);
        true
    }

    /// Ends it where the instance is gone in whose queue it was; true where that changed it.
    pub(crate) fn give_up_queued(&mut self, home: &str, now: u64) -> bool {
        if !matches!(self.phase, Phase::Queued) || self.home.as_deref() != Some(home) {
            return false;
        }
        match self.fence {
            0 => self.fail(
                now,
                "The instance that was to do the work was lost before it had begun, so nothing \
                 was done: the tool can be called again",
            ),
            _ => self.fail_as_lost(now),
        }
        true
    }

    /// Whether it has waited for a worker, or for a sign of one, since before `now - patience`.
    pub(crate) fn is_stuck(&self, now: u64, patience: u64) -> bool {
        match self.phase {
            Phase::Queued => self.updated.saturating_add(patience) <= now,
            Phase::Running { lease, .. } => lease <= now,
            _ => false,
        }
    }

    fn fail_as_lost(&mut self, now: u64) {
        self.fail(
            now,
            "The worker was lost, and no attempt is left. What it did until then may have taken \
             effect: find out before calling the tool again",
        );
    }

    /// Ends it with an error of the server's own.
    fn fail(&mut self, now: u64, message: &str) {
        let error = serde_json::json!({ "code": -32603, "message": message });
        let error = serde_json::value::to_raw_value(&error).expect("strings and numbers are JSON");
        self.end_as(Phase::Failed { error }, now);
        self.message = Some(message.to_owned());
    }

    /// Ends it. What it has found out can be fetched for some time, however long it took.
    fn end_as(&mut self, phase: Phase, now: u64) {
        let elapsed = now.saturating_sub(self.created);
        self.ttl = self.ttl.max(elapsed.saturating_add(GRACE));
        self.phase = phase;
        self.updated = now;
        // A result needs none of them, and what isn't kept can't be read by anybody.
        self.checkpoint = None;
        self.questions.clear();
        self.order.answers.clear();
        // By it a job is reached that is to be told to stop.
        if self.unstopped.is_none() {
            self.order.request = RawValue::NULL.to_owned();
        }
    }
}

#[cfg(test)]
mod tests;
