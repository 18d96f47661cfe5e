//! Reading the entries of an object: which keys were read, and what the next value must be.

use std::borrow::Cow;

use serde::de::Error;

use super::{Checks, refused};
use crate::schema::compiled::{Node, ObjectRules};

/// The state of reading an object: its rules, and the entries that were read so far.
pub(super) struct Entries<'de, 'c> {
    pub(super) checks: &'c Checks<'c>,
    /// `None` where any object may stand.
    pub(super) rules: Option<&'c ObjectRules>,
    /// The place of the value that comes next.
    pub(super) value: &'c Node,
    /// Which of the properties were read, a bit each.
    pub(super) seen: u64,
    /// The property that was read last, plus one; the one that is likely to come next.
    pub(super) next: usize,
    pub(super) read: usize,
    /// Other keys, which are compared at the end.
    pub(super) others: Vec<Cow<'de, str>>,
    pub(super) last_is_other: bool,
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
    pub(super) fn choose(&mut self, rules: &'c ObjectRules, choice: usize) -> Option<()> {
        let chosen: &'c ObjectRules = rules.choices.get(choice)?;
        let index = chosen.find(&rules.properties[0].name, 0)?;
        self.rules = Some(chosen);
        self.seen = 1 << index;
        self.next = index + 1;
        Some(())
    }

    #[cold]
    pub(super) fn failed(&self) {
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
    pub(super) fn finish<E: Error>(&mut self) -> Result<(), E> {
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
