//! Without the feature `http`, no answer waits for a client who doesn't read it.

use super::{Admission, Limits};
use crate::call::Caller;
use crate::protocol::Refusal;

/// There is none.
#[derive(Debug)]
pub(crate) enum ExpectedAnswer {}

impl Limits {
    pub(crate) fn expect_answer(
        &self,
        _: Admission,
        _: Option<Caller>,
    ) -> Result<Option<ExpectedAnswer>, Refusal> {
        Ok(None)
    }

    pub(crate) async fn go_ahead(&self, _: Admission, _: &Caller) -> Result<(), Refusal> {
        Ok(())
    }

    pub(crate) fn have_room(&self, answer: ExpectedAnswer, _: usize) -> bool {
        match answer {}
    }
}

impl ExpectedAnswer {
    pub(crate) fn is_unknown(&self) -> bool {
        match *self {}
    }

    pub(crate) fn caller(&self) -> &Caller {
        match *self {}
    }
}
