//! Calls on behalf of tasks: the trial of a call, before there is one, and a leg of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::input::{Conversation, SettledAnswer};
use crate::protocol::{ErrorCode, Refusal};
use crate::response::ToolError;
use crate::task::{Answers, RunningLeg};

/// The purpose of a call that isn't made for its own answer.
pub(crate) enum TaskCall {
    /// The arguments are read and the questions answered, but the body doesn't run: if it would,
    /// a task is made.
    Trial(Trial),
    /// The body runs for a task.
    Leg(Arc<RunningLeg>, Settled),
}

/// The answers that a leg begins with.
pub(crate) type Settled = Vec<SettledAnswer>;

/// How a trial went.
#[derive(Default)]
pub(crate) struct Trial {
    passed: Mutex<Option<Answers>>,
    reads_claims: AtomicBool,
}

impl Trial {
    /// The answers that were given before the body would run; `None` where it never would.
    pub(crate) fn passed(&self) -> Option<Answers> {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        passed.take()
    }

    /// Notes that the tool takes the claims of its caller.
    pub(super) fn note_claims(&self) {
        self.reads_claims.store(true, Ordering::Relaxed);
    }

    /// Whether the body will need the claims of its caller.
    pub(crate) fn reads_claims(&self) -> bool {
        self.reads_claims.load(Ordering::Relaxed)
    }

    /// Ends the call where its body would begin.
    pub(super) fn end(&self, conversation: Option<&Mutex<Conversation>>) -> ToolError {
        let answers = conversation.map(|conversation| {
            let conversation = conversation.lock().unwrap_or_else(PoisonError::into_inner);
            conversation.answers().clone()
        });
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        *passed = Some(answers.unwrap_or_default());
        // Nobody gets it.
        ToolError::refused(Refusal::new(ErrorCode::InternalError, "a trial has passed"))
    }
}
