//! The items of an array, each in its place.

use serde::de::{DeserializeSeed, Error, SeqAccess};

use super::{At, CheckedSeed, Checks, refused};
use crate::schema::compiled::{Allowed, ArrayRules};

pub(super) struct CheckedSeq<'c, A> {
    inner: A,
    checks: &'c Checks<'c>,
    /// `None` where any array may stand.
    rules: Option<&'c ArrayRules>,
    read: usize,
}

impl<'c, A> CheckedSeq<'c, A> {
    #[inline]
    pub(super) fn new<E: Error>(inner: A, at: At<'c>) -> Result<Self, E> {
        let rules = match &at.node.array {
            Allowed::Ruled(rules) => Some(&**rules),
            Allowed::Anything => None,
            Allowed::Nothing => return Err(refused()),
        };
        Ok(Self {
            inner,
            checks: at.checks,
            rules,
            read: 0,
        })
    }

    /// Whether there were as many as there must be.
    #[inline]
    pub(super) fn finish<E: Error>(&self) -> Result<(), E> {
        match self.rules {
            Some(rules) if self.read < rules.least || self.read > rules.most => Err(refused()),
            _ => Ok(()),
        }
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for CheckedSeq<'_, A> {
    type Error = A::Error;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let node = match self.rules {
            None => self.checks.schema.anything(),
            // More need not be read.
            Some(rules) if self.read > rules.most => return Err(refused()),
            Some(rules) => {
                let id = rules.prefix.get(self.read).unwrap_or(&rules.items);
                self.checks.node(*id)
            }
        };
        let at = At::new(self.checks, node);
        match self.inner.next_element_seed(CheckedSeed { seed, at }) {
            Ok(item) => {
                self.read += usize::from(item.is_some());
                Ok(item)
            }
            Err(e) => {
                self.checks.note(format!("[{}]", self.read));
                Err(e)
            }
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}
