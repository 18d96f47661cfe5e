//! The entries of an object: each key once, and each value in its place.

use std::cell::Cell;

use serde::de::{DeserializeSeed, Error, MapAccess};

use super::entries::Entries;
use super::keys::KeySeed;
use super::{At, CheckedSeed, refused};
use crate::schema::compiled::Allowed;

pub(super) struct CheckedMap<'de, 'c, A> {
    inner: A,
    entries: Entries<'de, 'c>,
}

impl<'de, 'c, A> CheckedMap<'de, 'c, A> {
    #[inline]
    pub(super) fn new<E: Error>(inner: A, at: At<'c>) -> Result<Self, E> {
        let rules = match &at.node.object {
            Allowed::Ruled(rules) => Some(&**rules),
            Allowed::Anything => None,
            Allowed::Nothing => return Err(refused()),
        };
        let entries = Entries {
            checks: at.checks,
            rules,
            value: at.node,
            seen: 0,
            next: 0,
            read: 0,
            others: Vec::new(),
            last_is_other: false,
        };
        Ok(Self { inner, entries })
    }

    #[inline]
    pub(super) fn finish<E: Error>(&mut self) -> Result<(), E> {
        self.entries.finish()
    }

    pub(super) fn is_open(&self) -> bool {
        self.entries.is_open()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for CheckedMap<'de, '_, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let read = self.entries.read;
        let entries = &mut self.entries;
        let key = self.inner.next_key_seed(KeySeed { seed, entries });
        // It was a key, and its type didn't take it.
        if key.is_err() && self.entries.read > read {
            self.entries.failed();
        }
        key
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let (checks, node) = (self.entries.checks, self.entries.value);
        let tagged = self.entries.rules.filter(|rules| !rules.choices.is_empty());
        let chosen = Cell::new(usize::MAX);
        let at = At {
            checks,
            node,
            chosen: tagged.map(|_| &chosen),
        };
        let value = match self.inner.next_value_seed(CheckedSeed { seed, at }) {
            Ok(value) => value,
            Err(e) => {
                self.entries.failed();
                return Err(e);
            }
        };
        if let Some(rules) = tagged {
            self.entries
                .choose(rules, chosen.get())
                .ok_or_else(refused::<A::Error>)?;
        }
        Ok(value)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}
