//! Faults that are found while a message is read.

use std::borrow::Cow;
use std::cell::RefCell;

use super::raw::quotable;
use super::{ErrorCode, Refusal};

/// The first thing that was found wrong. serde's errors carry text only, so the code travels beside
/// them.
#[derive(Default)]
pub(super) struct Faults(RefCell<Option<Refusal>>);

impl Faults {
    /// Notes a fault, unless one is noted already.
    pub(super) fn note(&self, code: ErrorCode, message: impl Into<Cow<'static, str>>) {
        self.0
            .borrow_mut()
            .get_or_insert_with(|| Refusal::new(code, message));
    }

    /// Notes a fault and makes the error that ends the pass.
    pub(super) fn raise<E: serde::de::Error>(
        &self,
        code: ErrorCode,
        message: impl Into<Cow<'static, str>>,
    ) -> E {
        self.note(code, message);
        E::custom("")
    }

    /// Passes an error of serde's on, noting a fault for it.
    pub(super) fn or<E>(&self, error: E, code: ErrorCode, message: &'static str) -> E {
        self.note(code, message);
        error
    }

    pub(super) fn take(self) -> Option<Refusal> {
        self.0.into_inner()
    }
}

/// Refuses a key that comes twice: two readers of such a message may each believe another value.
pub(super) struct Keys<'f, 'de> {
    faults: &'f Faults,
    code: ErrorCode,
    place: &'static str,
    others: Vec<Cow<'de, str>>,
}

impl<'f, 'de> Keys<'f, 'de> {
    pub(super) fn new(faults: &'f Faults, code: ErrorCode, place: &'static str) -> Self {
        Self {
            faults,
            code,
            place,
            others: Vec::new(),
        }
    }

    /// Stores the value of a known key.
    pub(super) fn set<T, E: serde::de::Error>(
        &self,
        slot: &mut Option<T>,
        value: T,
        key: &str,
    ) -> Result<(), E> {
        match slot.replace(value) {
            None => Ok(()),
            Some(_) => Err(self.twice(key)),
        }
    }

    /// Remembers a key that nobody here reads.
    pub(super) fn other(&mut self, key: Cow<'de, str>) {
        self.others.push(key);
    }

    pub(super) fn finish<E: serde::de::Error>(mut self) -> Result<(), E> {
        self.others.sort_unstable();
        match self.others.windows(2).find(|pair| pair[0] == pair[1]) {
            None => Ok(()),
            Some(pair) => Err(self.twice(&pair[0])),
        }
    }

    fn twice<E: serde::de::Error>(&self, key: &str) -> E {
        self.faults.raise(
            self.code,
            format!(
                "The key `{}` is given twice in {}",
                quotable(key),
                self.place
            ),
        )
    }
}
