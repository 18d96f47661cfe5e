//! The order of an enum's variants, which schemars loses where some of them are documented.

use std::cell::Cell;
use std::fmt;

use schemars::Schema;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::{Value, json};

/// Puts the names of an enum of unit variants into the order of its declaration.
pub fn in_order<T: Deserialize<'static>>(schema: &mut Schema) {
    let Some(Value::Array(choices)) = schema.get("oneOf") else {
        return;
    };
    let mut variants = Vec::new();
    for choice in choices {
        match (
            choice.get("const"),
            choice.get("enum").and_then(Value::as_array),
        ) {
            (Some(_), None) => variants.push(choice.clone()),
            (None, Some(names)) => {
                variants.extend(
                    names
                        .iter()
                        .map(|name| json!({ "type": "string", "const": name })),
                );
            }
            _ => return,
        }
    }
    let names = names_of::<T>();
    let place = |variant: &Value| names.iter().position(|name| variant["const"] == **name);
    variants.sort_by_key(|variant| place(variant).unwrap_or(usize::MAX));
    // Where the enum is the key of a map, schemars looks for its names here.
    let names: Vec<Value> = variants.iter().map(|it| it["const"].clone()).collect();
    schema.insert("type".into(), "string".into());
    schema.insert("enum".into(), names.into());
    schema.insert("oneOf".into(), variants.into());
}

/// The names by which an enum's variants are read, in order; none if they aren't.
fn names_of<T: Deserialize<'static>>() -> &'static [&'static str] {
    let names = Cell::new(&[] as &[&str]);
    // There is nothing to read, so it fails; until then it has named them.
    let _ = T::deserialize(Names(&names));
    names.get()
}

struct Names<'n>(&'n Cell<&'static [&'static str]>);

/// That there is nothing to read.
#[derive(Debug)]
struct Nothing;

impl fmt::Display for Nothing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing to read")
    }
}

impl std::error::Error for Nothing {}

impl Error for Nothing {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Nothing;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Nothing> {
        Err(Nothing)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Nothing> {
        self.0.set(variants);
        Err(Nothing)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
