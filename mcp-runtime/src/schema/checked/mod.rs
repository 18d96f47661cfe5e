//! Values checked while they are read into their own types: around the deserializer that reads them
//! stands one that knows the schema.
//!
//! serde takes more than a schema says: an array for a struct, `{"a": null}` for a unit variant, a
//! field by its alias, a key twice. And types enforce less: no lengths, no patterns. Here each
//! value that the input holds is held against its place in the schema, before its type gets it.
//! It fails without saying why; [`explain`](super::explain) does, the second way.

mod entries;
mod keys;
mod map;
mod seq;
mod value;
mod variant;

use std::cell::{Cell, RefCell};

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use self::value::{CheckedVisitor, Single};
use self::variant::EnumVisitor;
use super::compiled::{Compiled, Node, NodeId};

/// One reading of arguments.
#[derive(Debug)]
pub(crate) struct Checks<'c> {
    schema: &'c Compiled,
    /// The way to what failed, innermost step first.
    failed: RefCell<Vec<String>>,
}

impl<'c> Checks<'c> {
    pub(super) fn new(schema: &'c Compiled) -> Self {
        let failed = RefCell::default();
        Self { schema, failed }
    }

    /// Puts the checks of one place around what reads its value.
    pub(crate) fn around<D>(&'c self, id: NodeId, inner: D) -> Checked<'c, D> {
        let node = self.schema.node(id);
        Checked::new(inner, At::new(self, node))
    }

    /// The same, where everything is allowed that can be read, but for a key given twice.
    pub(crate) fn open<D>(&'c self, inner: D) -> Checked<'c, D> {
        Checked::new(inner, At::new(self, self.schema.anything()))
    }

    /// The way from the value that was read to what failed in it, such as `.a[0]`; empty if it was
    /// the value itself. The next reading has its own.
    pub(crate) fn take_path(&self) -> String {
        self.failed.take().into_iter().rev().collect()
    }

    #[cold]
    fn note(&self, step: String) {
        self.failed.borrow_mut().push(step);
    }

    #[inline]
    fn node(&self, id: NodeId) -> &'c Node {
        self.schema.node(id)
    }
}

/// A place in the schema, while a value for it is read.
#[derive(Clone, Copy)]
struct At<'c> {
    checks: &'c Checks<'c>,
    node: &'c Node,
    /// Where to say which of several names a text was.
    chosen: Option<&'c Cell<usize>>,
}

impl<'c> At<'c> {
    #[inline]
    fn new(checks: &'c Checks<'c>, node: &'c Node) -> Self {
        let chosen = None;
        Self {
            checks,
            node,
            chosen,
        }
    }

    /// Checks a text.
    #[inline]
    fn text<E: Error>(self, text: &str) -> Result<(), E> {
        let index = self.node.text(text).ok_or_else(refused::<E>)?;
        if let Some(chosen) = self.chosen {
            chosen.set(index);
        }
        Ok(())
    }
}

/// Nobody reads it.
#[cold]
fn refused<E: Error>() -> E {
    E::custom("not allowed by the schema")
}

/// A deserializer whose values are checked.
pub(crate) struct Checked<'c, D> {
    inner: D,
    at: At<'c>,
}

impl<'c, D> Checked<'c, D> {
    #[inline]
    fn new(inner: D, at: At<'c>) -> Self {
        Self { inner, at }
    }
}

/// How serde_json asks for a value's text.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

macro_rules! checked {
    ($($deserialize:ident($($argument:ident: $type:ty),*))*) => {
        $(
            #[inline]
            fn $deserialize<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
                let at = self.at;
                self.inner.$deserialize($($argument,)* CheckedVisitor { visitor, at })
            }
        )*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Checked<'_, D> {
    type Error = D::Error;

    checked! {
        deserialize_any()
        deserialize_bool()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f64()
        deserialize_char() deserialize_str() deserialize_string() deserialize_identifier()
        deserialize_bytes() deserialize_byte_buf()
        deserialize_option()
        deserialize_unit() deserialize_unit_struct(name: &'static str)
        deserialize_seq() deserialize_tuple(len: usize) deserialize_tuple_struct(name: &'static str, len: usize)
        deserialize_map() deserialize_struct(name: &'static str, fields: &'static [&'static str])
    }

    /// Refuses a number out of range for an `f32`, which would otherwise become infinite.
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let (visitor, at) = (Single(visitor), self.at);
        self.inner.deserialize_f32(CheckedVisitor { visitor, at })
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        if name != RAW_VALUE {
            return visitor.visit_newtype_struct(self);
        }
        // It comes as a text, in which nothing can be checked.
        if std::ptr::eq(self.at.node, self.at.checks.schema.anything()) {
            self.inner.deserialize_newtype_struct(name, visitor)
        } else {
            Err(refused())
        }
    }

    /// serde_json's own would not tell a name from an object with one key.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let at = self.at;
        self.inner.deserialize_any(EnumVisitor { visitor, at })
    }

    /// Reads and checks ignored values, too: a value that can't be read is refused.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_any(visitor)
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// A seed whose value is checked by its place in the schema.
struct CheckedSeed<'c, S> {
    seed: S,
    at: At<'c>,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for CheckedSeed<'_, S> {
    type Value = S::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.seed.deserialize(Checked::new(inner, self.at))
    }
}
