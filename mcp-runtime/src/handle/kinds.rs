use std::collections::BTreeMap;

use crate::table::{HandleMeta, HandleUse};

/// Which tools of a server mint and take each kind of handle.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    /// By prefix.
    kinds: BTreeMap<String, Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    /// The kind that has the prefix: its name, and where it is declared.
    kind: Option<(String, String)>,
    makers: Vec<String>,
    /// The tools that take `Handles`, and may mint.
    may_make: Vec<String>,
    takers: Vec<String>,
}

impl Kinds {
    /// Records what a tool does with handles.
    pub(crate) fn add(&mut self, tool: &str, uses: impl IntoIterator<Item = HandleUse>) {
        for HandleUse {
            takes,
            mints,
            may_mint,
        } in uses
        {
            self.note(tool, takes, |entry| &mut entry.takers);
            self.note(tool, mints, |entry| &mut entry.makers);
            self.note(tool, may_mint, |entry| &mut entry.may_make);
        }
    }

    fn note(
        &mut self,
        tool: &str,
        kind: Option<&'static HandleMeta>,
        list: fn(&mut Entry) -> &mut Vec<String>,
    ) {
        let Some(kind) = kind else { return };
        let entry = self.kinds.entry(kind.prefix.to_owned()).or_default();
        entry
            .kind
            .get_or_insert_with(|| (kind.name.to_owned(), kind.declared_at()));
        let list = list(entry);
        if list.last().is_none_or(|last| last != tool) {
            list.push(tool.to_owned());
        }
    }

    /// Returns an error if another kind has this prefix: nobody could tell its handles from this
    /// kind's. The compiler checks kinds that are parameters and results of tools, but not those
    /// nested in them.
    pub(super) fn claim(&mut self, prefix: &str, name: &str, at: &str) -> Result<(), String> {
        let claim = (name.to_owned(), at.to_owned());
        let entry = self.kinds.entry(prefix.to_owned()).or_default();
        match entry.kind.get_or_insert_with(|| claim.clone()) {
            kind if *kind == claim => Ok(()),
            (other, there) => Err(format!(
                "two kinds of handle have the prefix `{prefix}`: `{other}` at {there} and `{name}` at {at}; give one another prefix with \
                 `#[handle(prefix = \"…\")]`"
            )),
        }
    }

    /// The tools that return one; if none says so with its type, the tools that may.
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
