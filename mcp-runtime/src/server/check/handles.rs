//! Checks of handles that need all tools of a server, at compile time.

use crate::server::tool::ToolEntry;
use crate::table::{ConstStr, HandleMeta, HandleUse, Location, SEED, hash, same};

/// A tool's use of a kind of handle.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// The place in the list of the item that the tool came by.
    ordinal: usize,
    tool: &'static str,
    location: Location,
    what: HandleUse,
    /// Another kind that has the prefix of this one.
    clash: Option<&'static HandleMeta>,
    /// Whether a tool of the server mints the kind.
    is_minted: bool,
}

/// How many uses of handles there are in a list of tools.
pub const fn count_uses<S>(tools: &[(usize, ToolEntry<S>)]) -> usize {
    let (mut count, mut i) = (0, 0);
    while i < tools.len() {
        let (params, mut j) = (tools[i].1.params, 0);
        while j < params.len() {
            if params[j].handles.kind().is_some() {
                count += 1;
            }
            j += 1;
        }
        if tools[i].1.returns.kind().is_some() {
            count += 1;
        }
        i += 1;
    }
    count
}

/// The uses of handles in a list of tools. `N` is their number.
pub const fn uses<S, const N: usize>(tools: &[(usize, ToolEntry<S>)]) -> [Use; N] {
    let location = Location { file: "", line: 0 };
    let nothing = Use {
        ordinal: 0,
        tool: "",
        location,
        what: HandleUse::NONE,
        clash: None,
        is_minted: false,
    };
    let (mut uses, mut count, mut i) = ([nothing; N], 0, 0);
    while i < tools.len() {
        let (ordinal, entry) = (tools[i].0, &tools[i].1);
        let of = Use {
            ordinal,
            tool: entry.meta.name,
            location: entry.meta.location,
            what: entry.returns,
            ..nothing
        };
        let (params, mut j) = (entry.params, 0);
        while j < params.len() {
            if params[j].handles.kind().is_some() {
                uses[count] = Use {
                    what: params[j].handles,
                    ..of
                };
                count += 1;
            }
            j += 1;
        }
        if entry.returns.kind().is_some() {
            uses[count] = of;
            count += 1;
        }
        i += 1;
    }
    know_their_kinds(&mut uses);
    uses
}

/// The first kind that has a prefix.
#[derive(Clone, Copy)]
struct First {
    /// Of the prefix.
    hash: u64,
    kind: &'static HandleMeta,
    is_minted: bool,
}

/// Notes for each use what the others say of its kind. Kinds are few, and looked for by a hash: to
/// compare each use with all others takes longer than the compiler is patient with, on a large
/// server.
const fn know_their_kinds<const N: usize>(uses: &mut [Use; N]) {
    let (mut kinds, mut places): ([Option<First>; N], [usize; N]) = ([None; N], [0; N]);
    let mut i = 0;
    while i < N {
        if let Some(kind) = uses[i].what.kind() {
            let hash = hash(SEED, kind.prefix.as_bytes());
            let mut place = 0;
            while let Some(first) = kinds[place]
                && !(first.hash == hash && same(first.kind.prefix, kind.prefix))
            {
                place += 1;
            }
            let mut first = match kinds[place] {
                Some(first) => first,
                None => First {
                    hash,
                    kind,
                    is_minted: false,
                },
            };
            if is_same_kind(first.kind, kind) {
                first.is_minted |= uses[i].what.takes.is_none();
            } else {
                uses[i].clash = Some(first.kind);
            }
            kinds[place] = Some(first);
            places[i] = place;
        }
        i += 1;
    }
    i = 0;
    while i < N {
        if let Some(first) = kinds[places[i]] {
            uses[i].is_minted = first.is_minted;
        }
        i += 1;
    }
}

/// As `items::first` finds the first name.
const fn first(uses: &[Use], ordinal: usize) -> usize {
    partition_point!(uses.len(), |place| uses[place].ordinal < ordinal)
}

/// Fails to compile when a tool that came by the list item `ordinal` takes a kind of handle that no
/// tool of the server mints, or one whose prefix another kind has.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_handles(uses: &[Use], ordinal: usize) {
    let mut i = first(uses, ordinal);
    while i < uses.len() && uses[i].ordinal == ordinal {
        if let Some(kind) = uses[i].what.kind() {
            if let Some(other) = uses[i].clash {
                prefix_clash(other, kind);
            }
            if uses[i].what.takes.is_some() && !kind.external && !uses[i].is_minted {
                never_minted(&uses[i], kind);
            }
        }
        i += 1;
    }
}

/// A kind is known by where its type is declared.
pub(super) const fn is_same_kind(a: &HandleMeta, b: &HandleMeta) -> bool {
    a.location.line == b.location.line
        && same(a.location.file, b.location.file)
        && same(a.name, b.name)
        && same(a.prefix, b.prefix)
}

#[track_caller]
const fn never_minted(by: &Use, kind: &HandleMeta) -> ! {
    let text = ConstStr::new()
        .push("`")
        .push(by.tool)
        .push("` (at ")
        .at(by.location)
        .push(") takes the handle `")
        .push(kind.name)
        .push("` (declared at ")
        .at(kind.location)
        .push(
            "), which no tool of this server mints; list a tool that returns `Minted<…>` of it, or, where another server mints it, write \
               `external` in its `#[handle(…)]`",
        );
    panic!("{}", text.as_str())
}

#[track_caller]
const fn prefix_clash(first: &HandleMeta, second: &HandleMeta) -> ! {
    let text = ConstStr::new()
        .push("two kinds of handle have the prefix `")
        .push(second.prefix)
        .push("`: `")
        .push(first.name)
        .push("` at ")
        .at(first.location)
        .push(" and `")
        .push(second.name)
        .push("` at ")
        .at(second.location)
        .push("; give one another prefix with `#[handle(prefix = \"…\")]`");
    panic!("{}", text.as_str())
}
