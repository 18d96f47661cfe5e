//! An object's keys, each noted on its way to what reads it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, Visitor};

use super::entries::Entries;
use super::refused;

pub(super) struct KeySeed<'m, 'de, 'c, K> {
    pub(super) seed: K,
    pub(super) entries: &'m mut Entries<'de, 'c>,
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for KeySeed<'_, 'de, '_, K> {
    type Value = K::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<K::Value, D::Error> {
        let entries = self.entries;
        self.seed.deserialize(CheckedKey { inner, entries })
    }
}

struct CheckedKey<'m, 'de, 'c, D> {
    inner: D,
    entries: &'m mut Entries<'de, 'c>,
}

macro_rules! texts {
    ($($deserialize:ident)*) => {
        $(
            #[inline]
            fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
                let entries = self.entries;
                self.inner.deserialize_str(KeyVisitor { visitor, entries })
            }
        )*
    };
}

/// serde_json reads these from the text that a key is.
macro_rules! written {
    ($($deserialize:ident)*) => {
        $(
            fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
                let entries = self.entries;
                self.inner.$deserialize(KeyVisitor { visitor, entries })
            }
        )*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for CheckedKey<'_, 'de, '_, D> {
    type Error = D::Error;

    texts! {
        deserialize_any deserialize_str deserialize_string deserialize_identifier deserialize_char
        deserialize_bytes deserialize_byte_buf deserialize_ignored_any
    }

    written! {
        deserialize_bool
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let entries = self.entries;
        self.inner.deserialize_str(KeyVisitor {
            visitor: Named(visitor),
            entries,
        })
    }

    serde::forward_to_deserialize_any! {
        unit unit_struct seq tuple tuple_struct map struct
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

struct KeyVisitor<'m, 'de, 'c, V> {
    visitor: V,
    entries: &'m mut Entries<'de, 'c>,
}

macro_rules! numbers {
    ($($visit:ident $type:ty)*) => {
        $(
            fn $visit<E: Error>(self, key: $type) -> Result<V::Value, E> {
                self.entries.key::<E>(Cow::Owned(key.to_string()))?;
                self.visitor.$visit(key)
            }
        )*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for KeyVisitor<'_, 'de, '_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<V::Value, E> {
        self.entries.key::<E>(Cow::Borrowed(key))?;
        self.visitor.visit_borrowed_str(key)
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<V::Value, E> {
        self.entries.key::<E>(Cow::Owned(key.to_owned()))?;
        self.visitor.visit_str(key)
    }

    numbers! { visit_bool bool visit_i64 i64 visit_u64 u64 visit_i128 i128 visit_u128 u128 }

    /// Its text can't be told from it, so that only objects that take any key take it.
    fn visit_f64<E: Error>(self, key: f64) -> Result<V::Value, E> {
        if self.entries.is_open() {
            self.visitor.visit_f64(key)
        } else {
            Err(refused())
        }
    }
}

/// A visitor that reads the name of a variant.
pub(super) struct Named<V>(pub(super) V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Named<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<V::Value, E> {
        self.0
            .visit_enum(serde::de::value::BorrowedStrDeserializer::new(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<V::Value, E> {
        self.0.visit_enum(name.into_deserializer())
    }
}
