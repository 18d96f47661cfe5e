//! Named arguments: any type that can be read from JSON and describe itself.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::Error as Missing;
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};

use super::{Parameter, marker};
use crate::table::ParamRole;

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> Parameter<marker::Argument> for T {
    const ROLE: ParamRole = ParamRole::Argument;

    type Slot = Option<T>;

    fn read<'de, D: Deserializer<'de>>(slot: &mut Option<T>, from: D) -> Result<(), D::Error> {
        *slot = Some(T::deserialize(from)?);
        Ok(())
    }

    fn fill(slot: &mut Option<T>, value: Self) {
        *slot = Some(value);
    }

    fn value(slot: &Option<T>) -> Option<&Self> {
        slot.as_ref()
    }

    fn leave_out(slot: &mut Option<T>) -> bool {
        *slot = T::deserialize(LeftOut).ok();
        slot.is_some()
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

/// Deserializes an argument that was not sent: an `Option` becomes `None`, through aliases and
/// newtypes; any other type fails. serde's own derive treats missing fields the same way.
struct LeftOut;

impl<'de> Deserializer<'de> for LeftOut {
    type Error = Missing;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Missing> {
        Err(Missing::custom(format_args!("missing")))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Missing> {
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Missing> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}
