//! Lists of items and of groups of them, flattened into tables at compile time.

/// An entry in a list: an item, or a group of them.
#[derive(Debug)]
pub enum Node<E: 'static> {
    /// One item.
    Item(E),
    /// The items of a group. The prefix, if it isn't empty, goes before their names.
    Group(&'static str, &'static [Node<E>]),
}

/// One entry of a server's list.
#[derive(Debug)]
pub struct Part<E: 'static> {
    /// Its place in the list.
    ordinal: usize,
    node: Node<E>,
}

impl<E> Part<E> {
    /// The entry at this place.
    pub const fn new(ordinal: usize, node: Node<E>) -> Self {
        Self { ordinal, node }
    }
}

/// An item, and the part by which it came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<E> {
    pub(super) ordinal: usize,
    /// Of its group, with the separator; empty for none.
    pub(super) prefix: &'static str,
    pub(super) entry: E,
}

/// How many items the parts hold together.
pub const fn count<E>(parts: &[Part<E>]) -> usize {
    let (mut n, mut p) = (0, 0);
    while p < parts.len() {
        n += count_node(&parts[p].node);
        p += 1;
    }
    n
}

const fn count_node<E>(node: &Node<E>) -> usize {
    match node {
        Node::Item(_) => 1,
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

/// The items of all parts, in order. `N` is their [`count`], and `nothing` fills the table before.
pub(super) const fn flatten<E: Copy + 'static, const N: usize>(
    parts: &'static [Part<E>],
    nothing: E,
) -> [Placed<E>; N] {
    let mut table = [Placed {
        ordinal: 0,
        prefix: "",
        entry: nothing,
    }; N];
    let (mut n, mut p) = (0, 0);
    while p < parts.len() {
        n = flatten_node(&mut table, n, parts[p].ordinal, "", &parts[p].node);
        p += 1;
    }
    table
}

const fn flatten_node<E: Copy + 'static>(
    table: &mut [Placed<E>],
    mut n: usize,
    ordinal: usize,
    prefix: &'static str,
    node: &'static Node<E>,
) -> usize {
    match node {
        Node::Item(entry) => {
            table[n] = Placed {
                ordinal,
                prefix,
                entry: *entry,
            };
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
