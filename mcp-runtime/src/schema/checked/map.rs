//! The entries of an object: each key once, and each value in its place.

use std::borrow::Cow;
use std::cell::Cell;

use serde::de::{DeserializeSeed, Error, MapAccess};

use super::keys::KeySeed;
use super::{At, CheckedSeed, Checks, refused};
use crate::schema::compiled::{Allowed, Node, ObjectRules};

pub(super) struct CheckedMap<'de, 'c, A> {
    inner: A,
    entries: Entries<'de, 'c>,
}

/// What is known of the entries that were read so far.
pub(super) struct Entries<'de, 'c> {
    checks: &'c Checks<'c>,
    /// `None` where any object may stand.
    rules: Option<&'c ObjectRules>,
    /// The place of the value that comes next.
    value: &'c Node,
    /// Which of the properties were read, a bit each.
    seen: u64,
    /// The property that was read last, plus one; the one that is likely to come next.
    next: usize,
    read: usize,
    /// Other keys, which are compared at the end.
    others: Vec<Cow<'de, str>>,
    last_is_other: bool,
}

impl<'de, 'c> Entries<'de, 'c> {
    /// Finds the place of a key's value.
    #[inline]
    pub(super) fn key<E: Error>(&mut self, key: Cow<'de, str>) -> Result<(), E> {
        self.read += 1;
        if let Some(rules) = self.rules
            && let Some(index) = rules.find(&key, self.next)
        {
            let bit = 1 << index;
            if self.seen & bit != 0 || rules.names.is_some() {
                return self.named_again(rules, bit, &key);
            }
            self.property(rules, index);
            return Ok(());
        }
        self.other(key)
    }

    #[inline]
    fn property(&mut self, rules: &'c ObjectRules, index: usize) {
        self.seen |= 1 << index;
        self.next = index + 1;
        self.last_is_other = false;
        self.value = self.checks.node(rules.properties[index].node);
    }

    #[cold]
    fn named_again<E: Error>(
        &mut self,
        rules: &'c ObjectRules,
        bit: u64,
        key: &str,
    ) -> Result<(), E> {
        if self.seen & bit != 0 {
            return Err(twice(key));
        }
        let names = rules.names.map(|names| self.checks.node(names));
        if names.is_some_and(|names| names.text(key).is_none()) {
            return Err(refused());
        }
        self.property(rules, bit.trailing_zeros() as usize);
        Ok(())
    }

    fn other<E: Error>(&mut self, key: Cow<'de, str>) -> Result<(), E> {
        let mut node = Some(self.checks.schema.anything());
        if let Some(rules) = self.rules {
            let names = rules.names.map(|names| self.checks.node(names));
            if names.is_some_and(|names| names.text(&key).is_none()) {
                return Err(refused());
            }
            let matched = rules
                .patterns
                .iter()
                .find(|(pattern, _)| pattern.is_match(&key));
            let id = matched.map(|(_, id)| *id).or(rules.others);
            node = id.map(|id| self.checks.node(id));
        }
        self.value = node.ok_or_else(refused::<E>)?;
        self.others.push(key);
        self.last_is_other = true;
        Ok(())
    }

    /// Whether any key will do.
    pub(super) fn is_open(&self) -> bool {
        self.rules.is_none()
    }

    /// Goes on with the choice that the first property has named.
    fn choose(&mut self, rules: &'c ObjectRules, choice: usize) -> Option<()> {
        let chosen: &'c ObjectRules = rules.choices.get(choice)?;
        let index = chosen.find(&rules.properties[0].name, 0)?;
        self.rules = Some(chosen);
        self.seen = 1 << index;
        self.next = index + 1;
        Some(())
    }

    #[cold]
    fn failed(&self) {
        let key = if self.last_is_other {
            self.others.last().map(|key| &**key)
        } else {
            let properties = self.rules.map(|rules| &rules.properties);
            properties
                .and_then(|p| p.get(self.next.checked_sub(1)?))
                .map(|p| &*p.name)
        };
        self.checks.note(format!(".{}", key.unwrap_or_default()));
    }

    #[inline]
    fn finish<E: Error>(&mut self) -> Result<(), E> {
        if let Some(rules) = self.rules
            && (self.seen & rules.required != rules.required
                || self.read < rules.least
                || self.read > rules.most)
        {
            return Err(refused());
        }
        if self.others.len() > 1 {
            self.differ()
        } else {
            Ok(())
        }
    }

    fn differ<E: Error>(&mut self) -> Result<(), E> {
        self.others.sort_unstable();
        match self.others.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(twice(&pair[0])),
            None => Ok(()),
        }
    }
}

#[cold]
fn twice<E: Error>(key: &str) -> E {
    let key = crate::protocol::quotable(key);
    E::custom(format_args!("the key `{key}` is given twice"))
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
