//! Groups of tools, flattened into a server's table at compile time.

use super::{ToolEntry, ToolMeta};
use crate::table::{AccessMeta, HandleUse, Name};

/// An entry in a list of tools: a tool, or a group of them.
#[derive(Debug)]
pub enum Node<S: 'static> {
    /// One tool.
    Tool(ToolEntry<S>),
    /// The tools of a group. The prefix, if it isn't empty, goes before their names.
    Group(&'static str, &'static [Node<S>]),
}

/// A group of tools, declared by `mcp_tools!`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group of tools that a server with state `{S}` can take in",
    label = "not a group of tools",
    note = "declare a group with `mcp_tools! {{ pub Name: [a, b] }}`; a single tool is listed \
            without the two dots"
)]
pub trait ToolGroup<S: 'static, M> {
    /// Its tools, in order.
    const TOOLS: &'static [Node<S>];
}

/// One item of a server's `tools: […]` list.
#[derive(Debug)]
pub struct Part<S: 'static> {
    /// Its place in the list.
    ordinal: usize,
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
pub const fn flatten<S: 'static, const N: usize>(
    parts: &'static [Part<S>],
) -> [(usize, ToolEntry<S>); N] {
    let nothing = ToolEntry {
        prefix: "",
        meta: ToolMeta::NOTHING,
        params: &[],
        questions: &[],
        emits: false,
        returns: HandleUse::NONE,
        app: None,
        argument: |_, _| None,
        output: |_| None,
        call: super::uncalled,
    };
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

/// Returns the names of the tools of a table. `N` is their number.
pub const fn tool_names<S, const N: usize>(table: &[(usize, ToolEntry<S>); N]) -> [Name; N] {
    let mut names = [Name::NOTHING; N];
    let mut i = 0;
    while i < N {
        let (ordinal, entry) = &table[i];
        names[i] = Name {
            ordinal: *ordinal,
            prefix: entry.prefix,
            name: entry.meta.name,
            location: entry.meta.location,
        };
        i += 1;
    }
    names
}

/// Returns what the tools of a table say of who may call them. `N` is their number.
pub const fn tool_access<S, const N: usize>(table: &[(usize, ToolEntry<S>); N]) -> [AccessMeta; N] {
    let mut access = [AccessMeta::DEFAULT; N];
    let mut i = 0;
    while i < N {
        access[i] = table[i].1.meta.access;
        i += 1;
    }
    access
}
