//! The values that the input holds, each checked before its type gets it.

use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::map::CheckedMap;
use super::seq::CheckedSeq;
use super::{At, Checked, refused};
use crate::schema::compiled::{Allowed, Node, Read};

pub(super) struct CheckedVisitor<'c, V> {
    pub(super) visitor: V,
    pub(super) at: At<'c>,
}

impl Node {
    #[inline]
    fn whole(&self, number: i128) -> bool {
        match &self.number {
            Allowed::Anything => true,
            Allowed::Ruled(rules) => rules.allow(number),
            Allowed::Nothing => false,
        }
    }

    fn float(&self, number: f64) -> Read {
        match &self.number {
            Allowed::Anything => Read::Float,
            Allowed::Ruled(rules) => rules.allow_float(number),
            Allowed::Nothing => Read::Refused,
        }
    }
}

macro_rules! whole {
    ($($visit:ident $type:ty)*) => {
        $(
            #[inline]
            fn $visit<E: Error>(self, number: $type) -> Result<V::Value, E> {
                if self.at.node.whole(number.into()) { self.visitor.$visit(number) } else { Err(refused()) }
            }
        )*
    };
}

macro_rules! texts {
    ($($visit:ident $type:ty)*) => {
        $(
            #[inline]
            fn $visit<E: Error>(self, text: $type) -> Result<V::Value, E> {
                self.at.text::<E>(&text)?;
                self.visitor.$visit(text)
            }
        )*
    };
}

/// Bytes have no place in a schema: they come from texts that may be no Unicode.
macro_rules! bytes {
    ($($visit:ident $type:ty)*) => {
        $(
            fn $visit<E: Error>(self, bytes: $type) -> Result<V::Value, E> {
                match self.at.node.string {
                    Allowed::Anything => self.visitor.$visit(bytes),
                    _ => Err(refused()),
                }
            }
        )*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for CheckedVisitor<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    whole! { visit_i64 i64 visit_u64 u64 visit_i128 i128 }

    texts! { visit_str &str visit_borrowed_str &'de str visit_string String }

    bytes! { visit_bytes &[u8] visit_borrowed_bytes &'de [u8] visit_byte_buf Vec<u8> }

    fn visit_u128<E: Error>(self, number: u128) -> Result<V::Value, E> {
        // Greater ones are beyond all bounds but the type's own.
        if self.at.node.whole(number.try_into().unwrap_or(i128::MAX)) {
            self.visitor.visit_u128(number)
        } else {
            Err(refused())
        }
    }

    #[inline]
    fn visit_f64<E: Error>(self, number: f64) -> Result<V::Value, E> {
        match self.at.node.float(number) {
            Read::Float => self.visitor.visit_f64(number),
            // JSON has one kind of number, and JSON Schema calls `42.0` an integer.
            Read::Whole(number) => match u64::try_from(number) {
                Ok(number) => self.visitor.visit_u64(number),
                Err(_) => self.visitor.visit_i64(number),
            },
            Read::Refused => Err(refused()),
        }
    }

    #[inline]
    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        if self.at.node.boolean {
            self.visitor.visit_bool(value)
        } else {
            Err(refused())
        }
    }

    #[inline]
    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        if self.at.node.null {
            self.visitor.visit_none()
        } else {
            Err(refused())
        }
    }

    #[inline]
    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        if self.at.node.null {
            self.visitor.visit_unit()
        } else {
            Err(refused())
        }
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_some(Checked::new(inner, self.at))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor
            .visit_newtype_struct(Checked::new(inner, self.at))
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let mut items = CheckedSeq::new::<A::Error>(inner, self.at)?;
        let value = self.visitor.visit_seq(&mut items)?;
        items.finish::<A::Error>()?;
        Ok(value)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let mut entries = CheckedMap::new::<A::Error>(inner, self.at)?;
        let value = self.visitor.visit_map(&mut entries)?;
        entries.finish::<A::Error>()?;
        Ok(value)
    }
}

/// A visitor that reads an `f32`.
pub(super) struct Single<V>(pub(super) V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Single<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<V::Value, E> {
        self.0.visit_i64(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<V::Value, E> {
        self.0.visit_u64(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<V::Value, E> {
        if number.abs() <= f64::from(f32::MAX) {
            self.0.visit_f64(number)
        } else {
            Err(E::custom(format_args!(
                "a number from {} to {} was expected",
                f32::MIN,
                f32::MAX
            )))
        }
    }
}
