//! `check --strict`: which tools the strictest clients refuse, and why.
//!
//! A client hands a tool's `inputSchema` on to its model's API, each of which takes less than JSON
//! Schema has. What clients are known to translate (an optional argument becomes one that may be
//! null, `oneOf` becomes `anyOf`, a `title` goes) is no reason; what fails is.
//!
//! | client | from |
//! |---|---|
//! | OpenAI, strict mode | <https://platform.openai.com/docs/guides/structured-outputs#supported-schemas>, and `ensure_strict_json_schema` of its Agents SDK |
//! | Gemini | <https://ai.google.dev/api/caching#Schema>, google-gemini/gemini-cli#13326, anomalyco/opencode#12295 and #12911 |
//! | Claude | <https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview>, anthropics/claude-code#5973 |
//! | VS Code | microsoft/vscode#246119 and #284536 |

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

/// A reason why one client refuses a tool.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    client: &'static str,
    /// The place in the schema; empty for the tool itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    place: String,
    reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            client,
            place,
            reason,
        } = self;
        if place.is_empty() {
            write!(f, "{client}: {reason}")
        } else {
            write!(f, "{client}, at `{place}`: {reason}")
        }
    }
}

const OPENAI: &str = "OpenAI strict";
const GEMINI: &str = "Gemini";
const CLAUDE: &str = "Claude";
const VSCODE: &str = "VS Code";

/// How deep OpenAI takes objects in objects.
const DEEPEST: usize = 10;

/// Returns the problems with a tool of `tools/list`.
pub(super) fn problems(tool: &Value) -> Vec<Problem> {
    let mut found = Found::default();
    check_name(tool["name"].as_str().unwrap_or_default(), &mut found);
    let schema = &tool["inputSchema"];
    for key in ["anyOf", "oneOf", "allOf"] {
        if schema.get(key).is_some() {
            found.add(
                &[OPENAI, GEMINI, CLAUDE, VSCODE],
                "",
                format!(
                    "its arguments are a choice (`{key}`); take one argument that is the choice"
                ),
            );
        }
    }
    visit(schema, &mut Vec::new(), 0, &mut found);
    found.0
}

#[derive(Default)]
struct Found(Vec<Problem>);

impl Found {
    fn add(&mut self, clients: &[&'static str], place: &str, reason: impl Into<String>) {
        let reason = reason.into();
        self.0.extend(clients.iter().map(|client| Problem {
            client,
            place: place.to_owned(),
            reason: reason.clone(),
        }));
    }
}

fn check_name(name: &str, found: &mut Found) {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if let Some(other) = name.chars().find(|c| !plain(*c)) {
        found.add(
            &[OPENAI, CLAUDE, VSCODE],
            "",
            format!("its name has a `{other}`; letters, digits, `_` and `-` are taken"),
        );
    }
    if name.len() > 64 {
        let reason = format!("its name has {} characters, more than 64", name.len());
        found.add(&[OPENAI, GEMINI, CLAUDE, VSCODE], "", reason);
    }
}

fn visit(schema: &Value, path: &mut Vec<String>, depth: usize, found: &mut Found) {
    let place = path.join(".");
    let Some(node) = schema.as_object() else {
        found.add(&[OPENAI, GEMINI], &place, ANY_VALUE);
        return;
    };
    check_node(node, &place, path.is_empty(), found);
    let is_object = has_type(node, "object");
    let depth = depth + usize::from(is_object);
    if is_object && depth == DEEPEST + 1 {
        let reason = format!("objects are nested more than {DEEPEST} levels deep");
        found.add(&[OPENAI], &place, reason);
    }
    for (key, inner) in node {
        match key.as_str() {
            "properties" | "$defs" | "definitions" => {
                for (name, inner) in inner.as_object().into_iter().flatten() {
                    if key == "properties" {
                        check_property(name, &place, found);
                    }
                    within(path, &[key, name], |path| visit(inner, path, depth, found));
                }
            }
            "anyOf" | "oneOf" | "allOf" | "prefixItems" => {
                for (n, inner) in inner.as_array().into_iter().flatten().enumerate() {
                    within(path, &[key, &n.to_string()], |path| {
                        visit(inner, path, depth, found);
                    });
                }
            }
            "items" => within(path, &[key], |path| visit(inner, path, depth, found)),
            _ => {}
        }
    }
}

fn within(path: &mut Vec<String>, names: &[&str], then: impl FnOnce(&mut Vec<String>)) {
    let length = path.len();
    path.extend(names.iter().map(|name| (*name).to_owned()));
    then(path);
    path.truncate(length);
}

fn check_property(name: &str, place: &str, found: &mut Found) {
    let fits = !name.is_empty()
        && name.len() <= 64
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if !fits {
        let reason = format!(
            "the name `{}` isn't 1 to 64 letters, digits, `_`, `.` and `-`",
            name.escape_debug()
        );
        found.add(&[CLAUDE], place, reason);
    }
}

const ANY_VALUE: &str = "any value is taken; give it a type";

fn check_node(node: &Map<String, Value>, place: &str, is_root: bool, found: &mut Found) {
    const SAY_WHAT: [&str; 7] = ["type", "$ref", "enum", "const", "anyOf", "oneOf", "allOf"];
    if !SAY_WHAT.iter().any(|key| node.contains_key(*key)) {
        found.add(&[OPENAI, GEMINI], place, ANY_VALUE);
    }
    if has_type(node, "array") && !node.contains_key("items") {
        let reason = match node.contains_key("prefixItems") {
            true => "a tuple has `prefixItems`, and no `items`; use a struct",
            false => "an array has no `items`",
        };
        found.add(&[OPENAI, GEMINI, VSCODE], place, reason);
    }
    if has_type(node, "object") {
        let named = node.contains_key("properties");
        let open = match node.get("additionalProperties") {
            None => !named && !is_root,
            Some(others) => *others != Value::Bool(false),
        };
        if open {
            let reason = "an object may have any key; use a list of structs, or name the keys";
            found.add(&[OPENAI], place, reason);
        }
    }
    for key in [
        "patternProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "unevaluatedProperties",
        "unevaluatedItems",
        "contains",
        "uniqueItems",
        "prefixItems",
        "not",
        "if",
        "dependentRequired",
        "dependentSchemas",
    ] {
        if node.contains_key(key) {
            found.add(&[OPENAI], place, format!("`{key}` isn't taken"));
        }
    }
    if let Some(Value::Array(all)) = node.get("allOf")
        && !is_root
        && all.len() > 1
    {
        found.add(&[OPENAI, GEMINI], place, "`allOf` isn't taken");
    }
    check_ref_and_enum(node, place, found);
    check_format(node, place, found);
}

fn check_ref_and_enum(node: &Map<String, Value>, place: &str, found: &mut Found) {
    if node.contains_key("$ref") {
        let beside = node
            .keys()
            .find(|key| !["$ref", "description", "default"].contains(&key.as_str()));
        if let Some(beside) = beside {
            let reason = format!("beside a `$ref` there is `{beside}`");
            found.add(&[GEMINI], place, reason);
        }
    }
    if let Some(Value::Array(values)) = node.get("enum")
        && values
            .iter()
            .any(|value| !value.is_string() && !value.is_null())
    {
        found.add(
            &[GEMINI],
            place,
            "a choice (`enum`) has values that are no strings",
        );
    }
}

fn check_format(node: &Map<String, Value>, place: &str, found: &mut Found) {
    const TAKEN: [&str; 9] = [
        "date-time",
        "time",
        "date",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uuid",
    ];
    if let Some(Value::String(format)) = node.get("format")
        && has_type(node, "string")
        && !TAKEN.contains(&format.as_str())
    {
        found.add(
            &[OPENAI],
            place,
            format!("the format `{format}` isn't taken"),
        );
    }
}

/// Whether values of this type are taken.
fn has_type(node: &Map<String, Value>, name: &str) -> bool {
    match node.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(name: &str, schema: Value) -> Vec<String> {
        let problems = problems(&json!({ "name": name, "inputSchema": schema }));
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_every_client_takes_is_clean() {
        let schema = json!({
            "type": "object",
            "properties": {
                "a": { "type": "string", "minLength": 1, "format": "date" },
                "b": { "type": ["integer", "null"], "minimum": 0 },
                "c": { "type": "array", "items": { "$ref": "#/$defs/C", "description": "One" } },
                "d": { "enum": ["x", "y", null] },
                "e": { "anyOf": [{ "$ref": "#/$defs/C" }, { "type": "null" }], "default": null },
            },
            "required": ["a"],
            "$defs": { "C": { "type": "object", "properties": { "d": { "const": "x" } }, "additionalProperties": false } },
        });
        assert_eq!(told("a_tool-1", schema), [""; 0]);
        assert_eq!(told("none", json!({ "type": "object" })), [""; 0]);
    }

    #[test]
    fn each_mistake_names_its_clients_and_its_place() {
        let of = |schema: Value| {
            told(
                "t",
                json!({ "type": "object", "properties": { "a": schema } }),
            )
        };
        for (schema, expected) in [
            (
                json!(true),
                &["OpenAI strict, at `properties.a`: any value", "Gemini, at"][..],
            ),
            (
                json!({ "description": "x" }),
                &["OpenAI strict, at", "Gemini, at `properties.a`: any value"],
            ),
            (
                json!({ "type": "array" }),
                &[
                    "OpenAI strict, at",
                    "Gemini, at",
                    "VS Code, at `properties.a`: an array has no `items`",
                ],
            ),
            (
                json!({ "type": ["array", "null"], "items": {} }),
                &[
                    "OpenAI strict, at `properties.a.items`: any value",
                    "Gemini, at",
                ],
            ),
            (
                json!({ "type": "object", "additionalProperties": { "type": "string" } }),
                &["OpenAI strict, at `properties.a`: an object may have any key"],
            ),
            (
                json!({ "type": "object" }),
                &["OpenAI strict, at `properties.a`: an object may have any key"],
            ),
            (
                json!({ "type": "string", "format": "uri" }),
                &["OpenAI strict, at `properties.a`: the format `uri`"],
            ),
            (
                json!({ "type": "array", "items": { "type": "string" }, "uniqueItems": true }),
                &["OpenAI strict, at `properties.a`: `uniqueItems`"],
            ),
            (
                json!({ "type": "integer", "enum": [1, 2] }),
                &["Gemini, at `properties.a`: a choice"],
            ),
            (
                json!({ "$ref": "#/$defs/X", "minimum": 1 }),
                &["Gemini, at `properties.a`: beside a `$ref` there is `minimum`"],
            ),
            (
                json!({ "anyOf": [{ "type": "string" }, {}] }),
                &[
                    "OpenAI strict, at `properties.a.anyOf.1`: any value",
                    "Gemini",
                ],
            ),
        ] {
            let told = of(schema.clone());
            assert_eq!(told.len(), expected.len(), "{schema}: {told:?}");
            for (told, expected) in told.iter().zip(expected) {
                assert!(told.starts_with(expected), "{schema}: {told}");
            }
        }
        let keys = json!({ "type": "object", "properties": { "a b": { "type": "string" } } });
        assert_eq!(
            told("t", keys),
            ["Claude: the name `a b` isn't 1 to 64 letters, digits, `_`, `.` and `-`"]
        );
        let choice = json!({ "type": "object", "oneOf": [{ "type": "object", "properties": {} }] });
        assert_eq!(told("t", choice).len(), 4);
        assert_eq!(told("a.b", json!({ "type": "object" })).len(), 3);
        assert_eq!(told(&"a".repeat(65), json!({ "type": "object" })).len(), 4);
        let mut deep = json!({ "type": "string" });
        for _ in 0..11 {
            deep = json!({ "type": "object", "properties": { "a": deep } });
        }
        let told = told("t", deep);
        assert!(
            told.len() == 1 && told[0].contains("more than 10 levels"),
            "{told:?}"
        );
    }
}
