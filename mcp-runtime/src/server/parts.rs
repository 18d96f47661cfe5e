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

/// The tables of one kind of entry, out of the parts of a list, and the getters that all kinds
/// share. A macro, since a trait can't have a `const fn` yet. An entry has `nothing()`, which fills
/// a table at first, `with_prefix()`, and `full_name()` as a prefix and the rest.
macro_rules! entries {
    ($Entry:ident of $Meta:ident) => {
        impl<S> $Entry<S> {
            /// The items of all parts of a list, in order, each with the place of its part. `N` is
            /// their number.
            #[doc(hidden)]
            pub const fn table<const N: usize>(
                parts: &'static [$crate::server::parts::Part<Self>],
            ) -> [(usize, Self); N] {
                let placed = $crate::server::parts::flatten::<Self, N>(parts, Self::nothing());
                let mut table = [(0, Self::nothing()); N];
                let mut i = 0;
                while i < N {
                    let entry = placed[i].entry.with_prefix(placed[i].prefix);
                    table[i] = (placed[i].ordinal, entry);
                    i += 1;
                }
                table
            }

            /// The names of the items of a list. `N` is their number.
            #[doc(hidden)]
            pub const fn names<const N: usize>(
                entries: &[(usize, Self)],
            ) -> [$crate::table::Name; N] {
                let mut names = [$crate::table::Name::NOTHING; N];
                let mut i = 0;
                while i < N {
                    let (ordinal, entry) = &entries[i];
                    let (prefix, name) = entry.full_name();
                    names[i] = $crate::table::Name {
                        ordinal: *ordinal,
                        prefix,
                        name,
                        location: entry.meta.location,
                    };
                    i += 1;
                }
                names
            }

            /// Who may use the items of a list, as they say it. `N` is their number.
            #[doc(hidden)]
            pub const fn access<const N: usize>(
                entries: &[(usize, Self)],
            ) -> [$crate::table::AccessMeta; N] {
                let mut access = [$crate::table::AccessMeta::DEFAULT; N];
                let mut i = 0;
                while i < N {
                    access[i] = entries[i].1.meta.access;
                    i += 1;
                }
                access
            }

            /// The declaration in its attribute.
            pub fn meta(&self) -> &'static $Meta {
                self.meta
            }

            /// Its parameters, in the function's order.
            pub fn params(&self) -> &'static [$crate::table::ParamSpec] {
                self.params
            }

            /// The keys of the questions that it asks before it runs.
            pub fn questions(&self) -> &'static [&'static str] {
                self.questions
            }
        }
    };
}

pub(super) use entries;
