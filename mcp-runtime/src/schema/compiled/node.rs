//! One place of a schema, by the kinds of JSON value that may stand there.

use std::sync::Arc;

use regex_lite::Regex;

use super::number::NumberRules;

/// Where a node stands among its schema's.
pub(in crate::schema) type NodeId = usize;

/// The rules for one kind of value.
#[derive(Debug)]
pub(in crate::schema) enum Allowed<R> {
    /// No value is allowed, or one pass over it can't tell whether it is: then the slower check
    /// decides, which reads the value into memory first.
    Nothing,
    /// Any may.
    Anything,
    /// Those that keep to these rules.
    Ruled(Arc<R>),
}

// Derived, it would ask for `R: Clone`.
impl<R> Clone for Allowed<R> {
    fn clone(&self) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Anything => Self::Anything,
            Self::Ruled(rules) => Self::Ruled(rules.clone()),
        }
    }
}

impl<R> Allowed<R> {
    pub(super) fn ruled(rules: R) -> Self {
        Self::Ruled(Arc::new(rules))
    }

    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }
}

/// The values that may stand at one place.
#[derive(Clone, Debug)]
pub(in crate::schema) struct Node {
    pub(in crate::schema) null: bool,
    pub(in crate::schema) boolean: bool,
    pub(in crate::schema) number: Allowed<NumberRules>,
    pub(in crate::schema) string: Allowed<StringRules>,
    pub(in crate::schema) array: Allowed<ArrayRules>,
    pub(in crate::schema) object: Allowed<ObjectRules>,
}

impl Node {
    pub(super) const ANYTHING: Self = Self {
        null: true,
        boolean: true,
        number: Allowed::Anything,
        string: Allowed::Anything,
        array: Allowed::Anything,
        object: Allowed::Anything,
    };

    pub(super) const NOTHING: Self = Self {
        null: false,
        boolean: false,
        number: Allowed::Nothing,
        string: Allowed::Nothing,
        array: Allowed::Nothing,
        object: Allowed::Nothing,
    };

    pub(super) const NULL: Self = Self {
        null: true,
        ..Self::NOTHING
    };

    /// Which of the texts that are named this is; 0 where none are. `None` where it may not stand
    /// here.
    #[inline]
    pub(in crate::schema) fn text(&self, text: &str) -> Option<usize> {
        match &self.string {
            Allowed::Anything => Some(0),
            Allowed::Ruled(rules) => rules.allow(text),
            Allowed::Nothing => None,
        }
    }
}

/// The rules for a string.
#[derive(Debug)]
pub(in crate::schema) enum StringRules {
    /// One of these.
    OneOf(Box<[Box<str>]>),
    /// As long as this, in characters, and as the pattern has it.
    Sized {
        least: usize,
        most: usize,
        pattern: Option<Regex>,
    },
}

impl StringRules {
    fn allow(&self, text: &str) -> Option<usize> {
        match self {
            Self::OneOf(names) => names.iter().position(|name| **name == *text),
            Self::Sized {
                least,
                most,
                pattern,
            } => {
                let sized = is_sized(text, *least, *most)
                    && pattern
                        .as_ref()
                        .is_none_or(|pattern| pattern.is_match(text));
                sized.then_some(0)
            }
        }
    }
}

/// Whether a text has so many characters; a character takes one byte to four.
fn is_sized(text: &str, least: usize, most: usize) -> bool {
    let bytes = text.len();
    if bytes <= most && bytes / 4 >= least {
        return true;
    }
    bytes >= least && bytes / 4 <= most && {
        let characters = text.chars().count();
        least <= characters && characters <= most
    }
}

/// The rules for an array.
#[derive(Debug)]
pub(in crate::schema) struct ArrayRules {
    /// The first items, one by one.
    pub(in crate::schema) prefix: Box<[NodeId]>,
    /// The others.
    pub(in crate::schema) items: NodeId,
    pub(in crate::schema) least: usize,
    pub(in crate::schema) most: usize,
}

/// The rules for an object.
#[derive(Clone, Debug)]
pub(in crate::schema) struct ObjectRules {
    /// 64 at most.
    pub(in crate::schema) properties: Box<[Property]>,
    /// Which of the properties must be there, a bit each.
    pub(in crate::schema) required: u64,
    /// The node for the values of other keys; `None` if other keys aren't allowed.
    pub(in crate::schema) others: Option<NodeId>,
    /// Patterns for other keys, and the nodes for the values of keys that match.
    pub(in crate::schema) patterns: Box<[(Regex, NodeId)]>,
    /// The node that each other key must fit.
    pub(in crate::schema) names: Option<NodeId>,
    pub(in crate::schema) least: usize,
    pub(in crate::schema) most: usize,
    /// The choices, where the value of the first property names one.
    pub(in crate::schema) choices: Box<[Arc<ObjectRules>]>,
}

/// A property that the schema names.
#[derive(Clone, Debug)]
pub(in crate::schema) struct Property {
    pub(in crate::schema) name: Box<str>,
    pub(in crate::schema) node: NodeId,
}

impl ObjectRules {
    /// Where the property of this name stands. They mostly come in order.
    #[inline]
    pub(in crate::schema) fn find(&self, name: &str, next: usize) -> Option<usize> {
        match self.properties.get(next) {
            Some(property) if *property.name == *name => Some(next),
            _ => self.properties.iter().position(|p| *p.name == *name),
        }
    }
}
