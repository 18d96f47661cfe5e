//! The schemas of a tool, from its parameters and its result.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::tidy;
use crate::table::{ParamRole, ParamSpec};

/// The schema of one parameter's type.
#[derive(Debug)]
pub struct ArgumentSchema {
    /// Of the type, before any rules.
    pub schema: Schema,
    /// Whether it may be left out.
    pub optional: bool,
}

/// Generates the schema of one parameter; `None` for an injected one.
pub(crate) type ArgumentFn =
    fn(index: usize, generator: &mut SchemaGenerator) -> Option<ArgumentSchema>;

/// Generates the schema of a result, if it has one.
pub(crate) type OutputFn = fn(generator: &mut SchemaGenerator) -> Option<Schema>;

fn generator(deserialize: bool) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|s| {
        s.meta_schema = None;
        // Many clients don't follow references; only a recursive type needs one.
        s.inline_subschemas = true;
    });
    if deserialize {
        settings.for_deserialize()
    } else {
        settings.for_serialize()
    }
    .into_generator()
}

/// The input schema of a tool: always a closed object, or the reason why that can't be. It says
/// more than is [`published`].
pub(crate) fn input_schema(params: &[ParamSpec], argument: ArgumentFn) -> Result<Value, String> {
    let mut generator = generator(true);
    let mut root = Map::new();
    root.insert("type".into(), "object".into());
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (index, spec) in params.iter().enumerate() {
        let Some(ArgumentSchema { schema, optional }) = argument(index, &mut generator) else {
            continue;
        };
        let mut schema = as_object(schema);
        tidy::input(&mut schema);
        if spec.role == ParamRole::Arguments {
            root = arguments_root(schema)?;
            continue;
        }
        if optional {
            tidy::strip_null(&mut schema);
        }
        apply(spec, &mut schema);
        if !optional && !spec.has_default {
            required.push(Value::from(spec.name));
        }
        properties.insert(spec.name.into(), Value::Object(schema));
    }
    // Also where there are none: some clients can't do without.
    root.entry("properties")
        .or_insert(Value::Object(properties));
    if !required.is_empty() {
        root.insert("required".into(), Value::Array(required));
    }
    root.entry("additionalProperties")
        .or_insert(Value::Bool(false));
    add_definitions(&mut root, &mut generator, tidy::input);
    Ok(Value::Object(root))
}

/// A schema as clients see it: without what only this crate knows.
pub(crate) fn published(mut schema: Value) -> Value {
    if let Value::Object(schema) = &mut schema {
        tidy::published(schema);
    }
    schema
}

/// The schema of what a tool returns.
pub(crate) fn output_schema(of: OutputFn) -> Option<Value> {
    let mut generator = generator(false);
    let mut root = as_object(of(&mut generator)?);
    tidy::output(&mut root);
    add_definitions(&mut root, &mut generator, tidy::output);
    // `true` describes nothing: a tool that returns any JSON has no output schema.
    (!root.is_empty()).then(|| published(Value::Object(root)))
}

/// The schema of an `Args` struct, as the root.
fn arguments_root(mut schema: Map<String, Value>) -> Result<Map<String, Value>, String> {
    if let Some(keyword) = ["oneOf", "anyOf", "allOf", "not", "if", "$ref"]
        .into_iter()
        .find(|k| schema.contains_key(*k))
    {
        return Err(format!(
            "the type in `Args<…>` has `{keyword}` at the top of its JSON Schema, which many \
             clients refuse; put the enum into a field of its own"
        ));
    }
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        return Err(
            "the type in `Args<…>` is not a struct with named fields, so its JSON Schema is no \
             plain object; clients accept nothing else"
                .into(),
        );
    }
    // A description of the arguments as a whole belongs in the tool's description.
    schema.remove("description");
    schema.remove("title");
    Ok(schema)
}

/// Writes a parameter's own rules over its type's schema.
fn apply(spec: &ParamSpec, schema: &mut Map<String, Value>) {
    if !spec.description.is_empty() {
        let description = match tidy::variants_of(schema) {
            Some(variants) => format!("{}\n{variants}", spec.description),
            None => spec.description.to_owned(),
        };
        schema.insert("description".into(), description.into());
    }
    if let Some(range) = spec.range {
        if let Some(min) = range.min {
            tighten(schema, "minimum", &min.to_json(), |old, new| new > old);
        }
        if let Some(max) = range.max {
            let key = if range.exclusive {
                "exclusiveMaximum"
            } else {
                "maximum"
            };
            tighten(schema, key, &max.to_json(), |old, new| new < old);
        }
    }
    if let Some(length) = spec.length {
        let (least, most) = match schema.get("type").and_then(Value::as_str) {
            Some("array") => ("minItems", "maxItems"),
            Some("object") => ("minProperties", "maxProperties"),
            _ => ("minLength", "maxLength"),
        };
        for (key, bound) in [(least, length.min), (most, length.max)] {
            if let Some(bound) = bound {
                schema.insert(key.into(), bound.into());
            }
        }
    }
    let rules = [
        ("pattern", spec.pattern.map(Value::from)),
        ("format", spec.format.map(|f| f.name().into())),
        ("default", spec.default.map(|default| default())),
        ("examples", spec.examples.map(|examples| examples().into())),
        ("x-mcp-header", spec.header.map(Value::from)),
    ];
    for (key, value) in rules {
        if let Some(value) = value {
            schema.insert(key.into(), value);
        }
    }
    tidy::bound_pattern(schema);
}

/// Sets a bound, unless the type's own is stricter.
fn tighten(
    schema: &mut Map<String, Value>,
    key: &str,
    bound: &Value,
    stricter: impl Fn(f64, f64) -> bool,
) {
    let old = schema.get(key).and_then(Value::as_f64);
    if old.is_none_or(|old| bound.as_f64().is_some_and(|new| stricter(old, new))) {
        schema.insert(key.into(), bound.clone());
    }
}

fn add_definitions(
    root: &mut Map<String, Value>,
    generator: &mut SchemaGenerator,
    tidy: fn(&mut Map<String, Value>),
) {
    let mut definitions = generator.take_definitions(true);
    if definitions.is_empty() {
        return;
    }
    for definition in definitions.values_mut() {
        if let Value::Object(schema) = definition {
            tidy(schema);
        }
    }
    root.insert("$defs".into(), Value::Object(definitions));
}

/// A schema may also be `true` (anything) or `false` (nothing).
fn as_object(schema: Schema) -> Map<String, Value> {
    match Value::from(schema) {
        Value::Object(map) => map,
        Value::Bool(false) => json!({ "not": {} })
            .as_object()
            .cloned()
            .unwrap_or_default(),
        _ => Map::new(),
    }
}
