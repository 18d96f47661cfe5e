use std::collections::BTreeMap;

use super::HandleMeta;
use super::graph::HandleUse;

/// Which tools of a server mint and take each kind of handle.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    /// By prefix.
    kinds: BTreeMap<&'static str, Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    makers: Vec<String>,
    /// Those that are given `Handles`, and may mint.
    may_make: Vec<String>,
    takers: Vec<String>,
}

impl Kinds {
    /// Notes what a tool does with handles.
    pub(crate) fn add(&mut self, tool: &str, uses: impl IntoIterator<Item = HandleUse>) {
        for HandleUse { takes, mints, may_mint } in uses {
            self.note(tool, takes, |entry| &mut entry.takers);
            self.note(tool, mints, |entry| &mut entry.makers);
            self.note(tool, may_mint, |entry| &mut entry.may_make);
        }
    }

    fn note(&mut self, tool: &str, kind: Option<&'static HandleMeta>, list: fn(&mut Entry) -> &mut Vec<String>) {
        let Some(kind) = kind else { return };
        let list = list(self.kinds.entry(kind.prefix).or_default());
        if list.last().is_none_or(|last| last != tool) {
            list.push(tool.to_owned());
        }
    }

    /// The tools that return one; where none says so by its type, those that may.
    pub(super) fn makers_of(&self, prefix: &str) -> &[String] {
        match self.kinds.get(prefix) {
            Some(Entry { makers, .. }) if !makers.is_empty() => makers,
            Some(Entry { may_make, .. }) => may_make,
            None => &[],
        }
    }

    /// The tools that take one.
    pub(super) fn takers_of(&self, prefix: &str) -> &[String] {
        self.kinds.get(prefix).map_or(&[], |entry| &entry.takers)
    }
}
