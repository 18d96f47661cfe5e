//! An enum: a name, or an object whose only key is one.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, VariantAccess, Visitor,
};

use super::keys::Named;
use super::map::CheckedMap;
use super::{At, refused};

pub(super) struct EnumVisitor<'c, V> {
    pub(super) visitor: V,
    pub(super) at: At<'c>,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for EnumVisitor<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<V::Value, E> {
        self.at.text::<E>(name)?;
        Named(self.visitor).visit_borrowed_str(name)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<V::Value, E> {
        self.at.text::<E>(name)?;
        Named(self.visitor).visit_str(name)
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let entries = CheckedMap::new::<A::Error>(inner, self.at)?;
        self.visitor.visit_enum(Tagged(entries))
    }
}

/// An object whose only key names the variant.
struct Tagged<M>(M);

impl<'de, 'c, A: MapAccess<'de>> EnumAccess<'de> for Tagged<CheckedMap<'de, 'c, A>> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(
        mut self,
        seed: S,
    ) -> Result<(S::Value, Self), A::Error> {
        let name = self
            .0
            .next_key_seed(seed)?
            .ok_or_else(refused::<A::Error>)?;
        Ok((name, self))
    }
}

impl<'de, A: MapAccess<'de>> Tagged<CheckedMap<'de, '_, A>> {
    fn read<S: DeserializeSeed<'de>>(mut self, seed: S) -> Result<S::Value, A::Error> {
        let value = self.0.next_value_seed(seed)?;
        match self.0.next_key_seed(PhantomData::<IgnoredAny>)? {
            None => self.0.finish::<A::Error>()?,
            Some(_) => return Err(refused()),
        }
        Ok(value)
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Tagged<CheckedMap<'de, '_, A>> {
    type Error = A::Error;

    /// serde takes `{"name": null}` for `"name"`; schemas made from types don't.
    fn unit_variant(self) -> Result<(), A::Error> {
        if self.0.is_open() {
            self.read(PhantomData::<()>)
        } else {
            Err(refused())
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.read(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.read(TupleSeed(len, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.read(StructSeed(fields, visitor))
    }
}

struct TupleSeed<V>(usize, V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for TupleSeed<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_tuple(self.0, self.1)
    }
}

struct StructSeed<V>(&'static [&'static str], V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for StructSeed<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_struct("", self.0, self.1)
    }
}
