//! The tables: plain data, built by `const` evaluation out of the items that a server lists.

use std::time::Duration;

use futures_util::future::BoxFuture;

use super::tool::Incoming;
use super::{Call, Tool, ToolCall};
use crate::params::ParamSpec;
use crate::response::Outcome;

/// Where an item is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// As `file!()` gives it.
    pub file: &'static str,
    /// From 1.
    pub line: u32,
}

/// The hints of `#[mcp_tool(read_only, destructive, …)]`; what isn't said is left to the protocol's defaults.
///
/// Source: `ToolAnnotations` in the specification's schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Annotated {
    /// It changes nothing.
    pub read_only: Option<bool>,
    /// It may destroy something.
    pub destructive: Option<bool>,
    /// Calling it again with the same arguments changes nothing more.
    pub idempotent: Option<bool>,
    /// It reaches beyond this server, such as into the web.
    pub open_world: Option<bool>,
}

/// A tool as its attribute declares it.
#[derive(Clone, Copy, Debug)]
pub struct ToolMeta {
    /// Its name, before a group's prefix.
    pub name: &'static str,
    /// A name for people.
    pub title: Option<&'static str>,
    /// For the model.
    pub description: &'static str,
    /// Hints for the client.
    pub annotations: Annotated,
    /// The `icons` array, as JSON text.
    pub icons: Option<&'static str>,
    /// The `_meta` object.
    pub meta: Option<fn() -> serde_json::Value>,
    /// The input schema that was given by hand, as JSON text.
    pub input_schema: Option<&'static str>,
    /// Its own limit on a call's time.
    pub timeout: Option<Duration>,
    /// Where it is declared.
    pub location: Location,
}

type CallFn<S> = fn(Call<S>, Incoming<'_>) -> BoxFuture<'static, Outcome>;

/// A tool in the table of a server with state `S`.
#[derive(Debug)]
pub struct ToolEntry<S: 'static> {
    /// The prefix of the group it came in by, with the separator; empty for none.
    pub(crate) prefix: &'static str,
    pub(crate) meta: &'static ToolMeta,
    pub(crate) params: &'static [ParamSpec],
    /// Whether a call may need a stream.
    pub(crate) emits: bool,
    pub(super) define: super::tool::DefineFn,
    pub(super) call: CallFn<S>,
}

// Derived, these would ask for `S: Copy`.
impl<S> Clone for ToolEntry<S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<S> Copy for ToolEntry<S> {}

impl<S: Send + Sync + 'static> ToolEntry<S> {
    /// The entry of the tool `T`.
    pub const fn of<T: ToolCall<S, M>, M: 'static>() -> Self {
        Self {
            prefix: "",
            meta: <T as Tool>::META,
            params: T::PARAMS,
            emits: emits(T::PARAMS),
            define: super::tool::define::<T, M>,
            call: super::tool::call::<T, S, M>,
        }
    }
}

impl<S> ToolEntry<S> {
    /// The tool's full name.
    pub fn name(&self) -> String {
        format!("{}{}", self.prefix, self.meta.name)
    }

    /// What the tool's attribute says.
    pub fn meta(&self) -> &'static ToolMeta {
        self.meta
    }

    /// Its parameters, in the function's order.
    pub fn params(&self) -> &'static [ParamSpec] {
        self.params
    }

    fn is_named(&self, name: &str) -> bool {
        name.strip_prefix(self.prefix) == Some(self.meta.name)
    }
}

const fn emits(params: &[ParamSpec]) -> bool {
    let mut i = 0;
    while i < params.len() {
        if params[i].emits {
            return true;
        }
        i += 1;
    }
    false
}

/// What a list of tools holds: a tool, or a group of them.
#[derive(Debug)]
pub enum Node<S: 'static> {
    /// One tool.
    Tool(ToolEntry<S>),
    /// The tools of a group. The prefix, if it isn't empty, goes before their names.
    Group(&'static str, &'static [Node<S>]),
}

/// One item of a server's `tools: […]` list.
#[derive(Debug)]
pub struct Part<S: 'static> {
    /// Its place in the list.
    pub(super) ordinal: usize,
    node: Node<S>,
}

impl<S> Part<S> {
    /// The item at this place.
    pub const fn new(ordinal: usize, node: Node<S>) -> Self {
        Self { ordinal, node }
    }
}

/// How many tools the parts hold together.
pub const fn count<S>(parts: &[Part<S>]) -> usize {
    let (mut n, mut p) = (0, 0);
    while p < parts.len() {
        n += count_node(&parts[p].node);
        p += 1;
    }
    n
}

const fn count_node<S>(node: &Node<S>) -> usize {
    match node {
        Node::Tool(_) => 1,
        Node::Group(_, nodes) => {
            let (mut n, mut i) = (0, 0);
            while i < nodes.len() {
                n += count_node(&nodes[i]);
                i += 1;
            }
            n
        }
    }
}

/// The tools of all parts, in order, each with the ordinal of its part. `N` is their [`count`].
pub const fn flatten<S: 'static, const N: usize>(parts: &'static [Part<S>]) -> [(usize, ToolEntry<S>); N] {
    let nothing =
        ToolEntry { prefix: "", meta: &NOTHING, params: &[], emits: false, define: super::tool::undefined, call: super::tool::uncalled };
    let mut table = [(0, nothing); N];
    let (mut n, mut p) = (0, 0);
    while p < parts.len() {
        n = flatten_node(&mut table, n, parts[p].ordinal, "", &parts[p].node);
        p += 1;
    }
    table
}

const fn flatten_node<S: 'static>(
    table: &mut [(usize, ToolEntry<S>)],
    mut n: usize,
    ordinal: usize,
    prefix: &'static str,
    node: &'static Node<S>,
) -> usize {
    match node {
        Node::Tool(entry) => {
            table[n] = (ordinal, *entry);
            table[n].1.prefix = prefix;
            n + 1
        }
        Node::Group(own, nodes) => {
            // Only a server gives prefixes, so there is one at most.
            let prefix = if own.is_empty() { prefix } else { *own };
            let mut i = 0;
            while i < nodes.len() {
                n = flatten_node(table, n, ordinal, prefix, &nodes[i]);
                i += 1;
            }
            n
        }
    }
}

static NOTHING: ToolMeta = ToolMeta {
    name: "",
    title: None,
    description: "",
    annotations: Annotated { read_only: None, destructive: None, idempotent: None, open_world: None },
    icons: None,
    meta: None,
    input_schema: None,
    timeout: None,
    location: Location { file: "", line: 0 },
};

/// A table's index: per tool, the hash of its name above its position, sorted.
pub const fn index<S, const N: usize>(table: &[(usize, ToolEntry<S>)]) -> [u64; N] {
    let mut keys = [0; N];
    let mut i = 0;
    while i < N {
        let entry = &table[i].1;
        keys[i] = key(hash(hash(SEED, entry.prefix.as_bytes()), entry.meta.name.as_bytes()), i);
        i += 1;
    }
    sort(&mut keys);
    keys
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
/// The low bits of a key hold the position.
pub(super) const POSITION: u64 = 0xffff;

const fn key(hash: u64, position: usize) -> u64 {
    assert!(position <= POSITION as usize, "a server holds 65,536 tools at most");
    (hash & !POSITION) | position as u64
}

/// FNV-1a, which a `const fn` can compute and which is good for short names.
const fn hash(seed: u64, bytes: &[u8]) -> u64 {
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

/// A server as `mcp_server!` declares it: everything but its state.
#[derive(Debug)]
pub struct ServerDefinition<S: 'static> {
    /// Its name, for programs.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// A name for people.
    pub title: Option<&'static str>,
    /// What the model should know of it; empty for nothing.
    pub instructions: &'static str,
    /// Its tools, in the order of the list.
    pub tools: &'static [(usize, ToolEntry<S>)],
    /// The [`index`] over them.
    pub index: &'static [u64],
}

impl<S> ServerDefinition<S> {
    /// The position and the entry of the tool with this name.
    pub(crate) fn tool(&self, name: &str) -> Option<(usize, &'static ToolEntry<S>)> {
        let hash = hash(SEED, name.as_bytes()) & !POSITION;
        let first = self.index.partition_point(|key| *key < hash);
        let candidates = self.index[first..].iter().take_while(|key| **key & !POSITION == hash);
        let mut entries = candidates.map(|key| (*key & POSITION) as usize).map(|at| (at, &self.tools[at].1));
        entries.find(|(_, entry)| entry.is_named(name))
    }

    /// Its tools, in the order of the list.
    pub fn tools(&self) -> impl ExactSizeIterator<Item = &'static ToolEntry<S>> + use<S> {
        self.tools.iter().map(|(_, entry)| entry)
    }
}
