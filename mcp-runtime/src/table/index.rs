//! Tables: plain data with an index, built by `const` evaluation out of the items that a server
//! lists.

use super::scope::AccessRule;

/// Where an item is declared.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Say hello.
/// #[mcp_tool]
/// fn hello() -> &'static str { "hello" }
///
/// mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
///
/// for tool in Hello::DEFINITION.tools() {
///     let at = tool.meta().location();
///     println!("{} is declared at {}:{}", tool.name(), at.file, at.line);
///     assert_eq!(at.file, file!());
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// As `file!()` gives it.
    pub file: &'static str,
    /// From 1.
    pub line: u32,
}

impl Location {
    /// Before there is one.
    pub(crate) const NOWHERE: Self = Self { file: "", line: 0 };

    /// Returns the place of the call: for what an expansion calls, that of the attribute.
    #[track_caller]
    pub(crate) const fn caller() -> Self {
        let caller = std::panic::Location::caller();
        Self {
            file: caller.file(),
            line: caller.line(),
        }
    }
}

/// The kind of an item.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::server::Kind;
///
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// let mut server = Hello::new();
/// let visibility = server.visibility();
/// assert_eq!(visibility.hide_prompt("greeting").unwrap_err().kind(), Kind::Prompt);
/// assert_eq!(visibility.hide_resource("greeting:///").unwrap_err().kind(), Kind::Resource);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Listed under `tools`.
    Tool,
    /// Listed under `prompts`.
    Prompt,
    /// Listed under `resources`: a resource, or a template of them.
    Resource,
}

/// The name of an item in a list, and where the item comes from.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_field_names)] // With its prefix it is the whole name.
pub struct Name {
    /// The place in the list of the item that it came by.
    pub(crate) ordinal: usize,
    /// Of the group it came in by, with the separator; empty for none.
    pub(crate) prefix: &'static str,
    /// A name, or a URI.
    pub(crate) name: &'static str,
    pub(crate) location: Location,
}

impl Name {
    /// Whether it is this one, with its prefix.
    pub(crate) const fn is(&self, name: &str) -> bool {
        let name = name.as_bytes();
        if self.length() != name.len() {
            return false;
        }
        // From the end: names with one prefix begin alike, and evaluation is limited.
        let mut i = name.len();
        while i > 0 {
            i -= 1;
            if self.byte(i) != name[i] {
                return false;
            }
        }
        true
    }

    /// In bytes, with its prefix.
    pub(crate) const fn length(&self) -> usize {
        self.prefix.len() + self.name.len()
    }

    /// One of so many bytes.
    pub(crate) const fn byte(&self, at: usize) -> u8 {
        let (prefix, name) = (self.prefix.as_bytes(), self.name.as_bytes());
        if at < prefix.len() {
            prefix[at]
        } else {
            name[at - prefix.len()]
        }
    }

    /// Before there is one.
    pub(crate) const NOTHING: Self = Self {
        ordinal: 0,
        prefix: "",
        name: "",
        location: Location::NOWHERE,
    };
}

/// Entries in the order of their list, and an index over them.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Review a piece of code.
/// #[mcp_prompt]
/// fn review(code: String) -> String {
///     format!("Please review: {code}")
/// }
///
/// mcp_server! { Reviews { name: "reviews", version: "1.0.0", prompts: [review] } }
///
/// let prompts: Vec<&str> = Reviews::DEFINITION.prompts().map(|prompt| prompt.meta().name()).collect();
/// assert_eq!(prompts, ["review"]);
/// assert!(Reviews::DEFINITION.resources().len() == 0);
/// ```
#[derive(Debug)]
pub struct Table<E: 'static> {
    /// Each with the place in the list of the item that it came by.
    pub entries: &'static [(usize, E)],
    /// The [`index`] over their names.
    pub index: &'static [u64],
    /// Who may call each, in the order of the entries.
    pub rules: &'static [AccessRule],
}

impl<E> Table<E> {
    /// Nothing is listed.
    pub const EMPTY: Self = Self {
        entries: &[],
        index: &[],
        rules: &[],
    };

    /// The entries, in the order of the list.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'static E> + use<E> {
        self.entries.iter().map(|(_, entry)| entry)
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The position and the entry of which the name is `name`, as `is_named` tells.
    pub(crate) fn find(
        &self,
        name: &str,
        is_named: impl Fn(&E) -> bool,
    ) -> Option<(usize, &'static E)> {
        let hash = hash(SEED, name.as_bytes()) & !POSITION;
        let first = self.index.partition_point(|key| *key < hash);
        let candidates = self.index[first..]
            .iter()
            .take_while(|key| **key & !POSITION == hash);
        let mut entries = candidates
            .map(|key| (*key & POSITION) as usize)
            .map(|at| (at, &self.entries[at].1));
        entries.find(|(_, entry)| is_named(entry))
    }
}

/// A table's index: per item, the hash of its name above its position, sorted.
pub const fn index<const N: usize>(names: &[Name; N]) -> [u64; N] {
    let mut keys = [0; N];
    let mut i = 0;
    while i < N {
        keys[i] = key(
            hash(
                hash(SEED, names[i].prefix.as_bytes()),
                names[i].name.as_bytes(),
            ),
            i,
        );
        i += 1;
    }
    sort(&mut keys);
    keys
}

pub(crate) const SEED: u64 = 0xcbf2_9ce4_8422_2325;
/// The low bits of a key hold the position.
pub(crate) const POSITION: u64 = 0xffff;

const fn key(hash: u64, position: usize) -> u64 {
    assert!(
        position <= POSITION as usize,
        "a server holds 65,536 items of a kind at most"
    );
    (hash & !POSITION) | position as u64
}

/// FNV-1a, which a `const fn` can compute and which is good for short names.
pub(crate) const fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let mut hash = seed;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash
}

/// Heapsort: `O(n log n)` whatever comes, within what `const` evaluation allows.
const fn sort<const N: usize>(keys: &mut [u64; N]) {
    let mut start = N / 2;
    while start > 0 {
        start -= 1;
        sift(keys, start, N);
    }
    let mut end = N;
    while end > 1 {
        end -= 1;
        keys.swap(0, end);
        sift(keys, 0, end);
    }
}

const fn sift<const N: usize>(keys: &mut [u64; N], start: usize, end: usize) {
    let mut root = start;
    loop {
        let mut child = 2 * root + 1;
        if child >= end {
            return;
        }
        if child + 1 < end && keys[child] < keys[child + 1] {
            child += 1;
        }
        if keys[root] >= keys[child] {
            return;
        }
        keys.swap(root, child);
        root = child;
    }
}
