//! JSON text that no [`Value`] can stand for: numbers by the letter, escapes, keys given twice.
//!
//! A text that begins with a mark stands for it until the arguments are written.

use serde_json::Value;

const MARK: char = '\u{e000}';

/// So many of the bytes that choose a value choose one of these.
const FIRST: u8 = 200;

/// Values as they are written. Whether a number is whole shows in its nearest `f64` as well: the
/// validator knows no other numbers.
const VALUES: [&str; 40] = [
    "1e21",
    "0.5e1",
    "-0",
    "-0.0",
    "1e39",
    "-1e39",
    "1e400",
    "-1e400",
    "0e0",
    "1e19",
    "1E2",
    "1.0e0",
    "100e-2",
    "300e-2",
    "3.0",
    "-1.0e1",
    "0.1",
    "16777217",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "9223372036854775808.0",
    "340282366920938463463374607431768211455",
    "1e38",
    "1e40",
    "-170141183460469231731687303715884105728",
    "123456789012345678901234567890123456789012345678901234567890",
    r#""\ud800""#,
    r#""\ud83d\ude00""#,
    r#""\u0043elsius""#,
    r#""\u0061bc""#,
    r#""a\u0000""#,
    r#"{"a":1,"\u0061":1}"#,
    r#"{"kind":"empty","kind":"empty"}"#,
    r#"{"name":"n","id":"m"}"#,
    r#"{"\u006eame":"n"}"#,
    " 7 ",
    "01",
    "DEEP",
];

pub(super) fn value(what: u8) -> Option<Value> {
    let at = usize::from(what.checked_sub(FIRST)?);
    let text = *VALUES.get(at)?;
    let text = match text {
        "DEEP" => "[".repeat(200) + &"]".repeat(200),
        text => text.to_owned(),
    };
    Some(Value::String(format!("{MARK}{text}")))
}

/// A key, plainly for most values of `how`.
pub(super) fn key(key: &str, how: usize) -> String {
    match how {
        7 => {
            let first = key.chars().next().map_or(0, u32::from);
            format!("{MARK}\"\\u{first:04x}{}\"", &key[1..])
        }
        8 => format!("{MARK}\"{key}\""),
        _ => key.to_owned(),
    }
}

/// The arguments as JSON text.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", quoted(key), written(value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        other => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    match text.strip_prefix(MARK) {
        Some(raw) => raw.to_owned(),
        None => Value::from(text).to_string(),
    }
}

/// The text as a value; `None` where it is no JSON, or says one thing twice.
pub(super) fn read(text: &str) -> Option<Value> {
    let unique: Unique = serde_json::from_str(text).ok()?;
    Some(unique.0)
}

/// A value none of whose objects has a key twice.
struct Unique(Value);

impl<'de> serde::Deserialize<'de> for Unique {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor).map(Self)
    }
}

struct Visitor;

impl<'de> serde::de::Visitor<'de> for Visitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(all.into())
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut all = serde_json::Map::new();
        while let Some((key, Unique(value))) = entries.next_entry::<String, _>()? {
            if all.insert(key, value).is_some() {
                return Err(serde::de::Error::custom("twice"));
            }
        }
        Ok(all.into())
    }
}
