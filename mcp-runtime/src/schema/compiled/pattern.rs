//! The patterns of a schema, each compiled once, and none that could keep a processor busy.

use std::borrow::Cow;
use std::collections::HashMap;

use regex_lite::{Regex, RegexBuilder};
use serde_json::Value;

/// The longest text that is matched where a schema gives no length, in characters. Published as its
/// `maxLength`.
pub(crate) const LONGEST_MATCHED: u64 = 4096;

/// The memory limit of a compiled pattern: matching goes through as much for each character.
/// `#[mcp_tool]` has the same bound.
const MOST_BYTES: usize = 1 << 16;

/// Bytes of a pattern times characters of a text: what matching may take at most, some tenths of a
/// second. Any pattern that compiles may be matched against the longest text of those without a
/// length.
const MOST_STEPS: u64 = MOST_BYTES as u64 * LONGEST_MATCHED;

/// A pattern that is checked, or why it can't be.
pub(crate) fn compile_pattern(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .size_limit(MOST_BYTES)
        .build()
        .map_err(|e| format!("the pattern `{pattern}` can't be checked: {e}"))
}

/// Why matching a pattern against texts of this length could keep a processor busy.
fn too_much(pattern: &str, longest: u64) -> Option<String> {
    let fits = |bytes: usize| RegexBuilder::new(pattern).size_limit(bytes).build().is_ok();
    let mut bytes = MOST_BYTES;
    // Halved for as long as it fits: about what it takes.
    while bytes > 64 && bytes as u64 * longest > MOST_STEPS && fits(bytes / 2) {
        bytes /= 2;
    }
    let most = MOST_STEPS / bytes as u64;
    (longest > most).then(|| {
        format!(
            "matching the pattern `{pattern}` against texts of up to {longest} characters would take too long; allow {most} at most, or \
             write a simpler pattern"
        )
    })
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
                        ("pattern", Value::String(pattern)) => {
                            self.add(pattern)?;
                            let longest = map.get("maxLength").and_then(Value::as_u64);
                            if let Some(reason) = too_much(pattern, longest.unwrap_or(0)) {
                                return Err(reason);
                            }
                        }
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
        for (pattern, longest, good) in [
            ("^[a-z]+$", 100_000, true),
            ("^(a|b|ab)*(c|d)?[a-z]{1,40}$", 4096, true),
            ("^(a|b|ab)*(c|d)?[a-z]{1,40}$", 1_000_000, false),
        ] {
            let schema = json!({ "type": "string", "pattern": pattern, "maxLength": longest });
            assert_eq!(Patterns::of(&schema).is_ok(), good, "{pattern} {longest}");
        }
        let property = json!({ "properties": { "pattern": { "type": "string", "default": { "pattern": "(" } } } });
        assert!(Patterns::of(&property).is_ok());
    }
}
