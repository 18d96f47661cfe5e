//! A JSON object whose fields keep their order and their text.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::protocol::{Shape, shape};

/// The fields of an object, in order, each as it was written. A key may come twice.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, Box<RawValue>)>);

impl Fields {
    /// The fields of an object's text; `None` where it isn't one.
    pub(super) fn read(json: &str) -> Option<Self> {
        // serde would read them of a list, too.
        let json: &RawValue = serde_json::from_str(json).ok()?;
        (shape(json.get()) == Shape::Object)
            .then(|| serde_json::from_str(json.get()).ok())
            .flatten()
    }

    /// A field's text.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.get())
    }

    /// A field that is a string.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        serde_json::from_str(self.get(key)?).ok()
    }

    pub(super) fn object(&self, key: &str) -> Option<Self> {
        Self::read(self.get(key)?)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.0.retain(|(name, _)| keep(name));
    }

    pub(super) fn remove(&mut self, key: &str) {
        self.retain(|name| name != key);
    }

    /// Gives a field a value, at its place or behind the others. What can't be written is left as
    /// it was.
    pub(super) fn set(&mut self, key: &str, value: &(impl Serialize + ?Sized)) {
        let Ok(value) = serde_json::value::to_raw_value(value) else {
            return;
        };
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.get()))
    }

    /// Changes every item of a field that is a list of objects.
    pub(super) fn each(&mut self, key: &str, mut change: impl FnMut(Self) -> Self) {
        let Some(items) = self
            .get(key)
            .and_then(|list| serde_json::from_str::<Vec<Box<RawValue>>>(list).ok())
        else {
            return;
        };
        let changed = items.into_iter().map(|item| match Self::read(item.get()) {
            Some(fields) => Item::Changed(change(fields)),
            None => Item::Same(item),
        });
        self.set(key, &changed.collect::<Vec<_>>());
    }
}

#[derive(serde::Serialize)]
#[serde(untagged)]
enum Item {
    Changed(Fields),
    Same(Box<RawValue>),
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;
        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(FieldsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_numbers_stay_as_they_were() {
        let text = r#"{"z":1.50,"a":[{"x":1e400},2],"z2":12345678901234567890123}"#;
        let mut fields = Fields::read(text).unwrap();
        assert_eq!(serde_json::to_string(&fields).unwrap(), text);
        fields.each("a", |mut item| {
            item.set("y", &true);
            item
        });
        fields.remove("z2");
        fields.set("z", "s");
        assert_eq!(
            serde_json::to_string(&fields).unwrap(),
            r#"{"z":"s","a":[{"x":1e400,"y":true},2]}"#
        );
        assert!(Fields::read("[]").is_none() && Fields::read("{").is_none());
    }
}
