//! The patterns of a schema, each compiled once, and none that could keep a processor busy.

use std::borrow::Cow;
use std::collections::HashMap;

use regex_lite::{Regex, RegexBuilder};
use serde_json::Value;

/// The longest text that is matched where a schema gives no length, in characters. Published as its
/// `maxLength`.
pub(crate) const LONGEST_MATCHED: u64 = 4096;

/// What a pattern may take in memory, compiled: as much again is gone through for each character.
/// `#[mcp_tool]` has the same bound.
const MOST_BYTES: usize = 1 << 16;

/// A pattern that is checked, or why it can't be.
pub(crate) fn compile_pattern(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .size_limit(MOST_BYTES)
        .build()
        .map_err(|e| format!("the pattern `{pattern}` can't be checked: {e}"))
}

/// The compiled patterns of a schema.
#[derive(Debug, Default)]
pub(in crate::schema) struct Patterns(HashMap<String, Regex>);

impl Patterns {
    /// All of a schema's, wherever they are in it.
    pub(super) fn of(schema: &Value) -> Result<Self, String> {
        let mut patterns = Self::default();
        patterns.collect(schema)?;
        Ok(patterns)
    }

    fn collect(&mut self, schema: &Value) -> Result<(), String> {
        match schema {
            Value::Object(map) => {
                for (key, value) in map {
                    match (key.as_str(), value) {
                        ("default" | "examples" | "enum" | "const", _) => {}
                        // A property may be called that, too; then it is a schema and no text.
                        ("pattern", Value::String(pattern)) => self.add(pattern)?,
                        ("patternProperties", Value::Object(schemas)) => {
                            for pattern in schemas.keys() {
                                self.add(pattern)?;
                            }
                            self.collect(value)?;
                        }
                        _ => self.collect(value)?,
                    }
                }
                Ok(())
            }
            Value::Array(list) => list.iter().try_for_each(|value| self.collect(value)),
            _ => Ok(()),
        }
    }

    fn add(&mut self, pattern: &str) -> Result<(), String> {
        if !self.0.contains_key(pattern) {
            self.0.insert(pattern.to_owned(), compile_pattern(pattern)?);
        }
        Ok(())
    }

    /// A pattern of the schema; compiled now if the schema came with the call.
    pub(in crate::schema) fn get(&self, pattern: &str) -> Result<Cow<'_, Regex>, String> {
        match self.0.get(pattern) {
            Some(regex) => Ok(Cow::Borrowed(regex)),
            None => compile_pattern(pattern).map(Cow::Owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_can_not_be_checked_is_refused() {
        for pattern in ["(?=a)b", r"(a)\1", "(", "(x{0,100}){0,100}"] {
            let schema = json!({ "properties": { "a": { "items": { "pattern": pattern } } } });
            assert!(Patterns::of(&schema).is_err(), "{pattern}");
            let schema = json!({ "patternProperties": { pattern: true } });
            assert!(Patterns::of(&schema).is_err(), "{pattern}");
            assert!(Patterns::default().get(pattern).is_err(), "{pattern}");
        }
        let property = json!({ "properties": { "pattern": { "type": "string", "default": { "pattern": "(" } } } });
        assert!(Patterns::of(&property).is_ok());
    }
}
