//! A tool as the client sees it: its JSON in `tools/list`, and the schema that its arguments are
//! checked by.

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

use super::{ToolAnnotations, ToolEntry};
use crate::app;
use crate::handle::{Kinds, Side};
use crate::schema::{self, InputSchema};
use crate::table::{ParamRole, ParamSpec};

/// A tool as the client sees it, and as its arguments are checked.
#[derive(Debug)]
pub(crate) struct Definition {
    /// The JSON object in `tools/list`.
    pub(crate) json: Box<str>,
    pub(crate) input: InputSchema,
}

impl<S> ToolEntry<S> {
    /// The tool's JSON in `tools/list` and its input schema, or why no client could use it.
    pub(crate) fn define(&self, name: &str, kinds: &mut Kinds) -> Result<Definition, String> {
        define(self, name, kinds)
    }
}

/// Builds a tool's definition, or says why no client could use it.
fn define<S>(tool: &ToolEntry<S>, name: &str, kinds: &mut Kinds) -> Result<Definition, String> {
    let &ToolEntry {
        meta, params, app, ..
    } = tool;
    let mut derived = schema::input_schema(params, tool.argument);
    if let Ok(schema) = &mut derived {
        kinds.explain(schema, Side::Arguments)?;
    }
    let mut output = schema::output_schema(tool.output);
    if let Some(schema) = &mut output {
        kinds.explain(schema, Side::Result)?;
    }
    let description = match tool.returns.mints {
        None => Cow::Borrowed(meta.description),
        Some(kind) => Cow::Owned(format!("{}\n\n{}", meta.description, kind.returned())),
    };
    let (text, input) = match meta.input_schema {
        Some(text) => {
            let schema = given_schema(text, params)?;
            // The same JSON, on one line: stdio has no other.
            (schema.to_string(), InputSchema::given(schema, params))
        }
        None => {
            let schema = derived?;
            check_headers(&schema, params)?;
            let text = schema::published(schema.clone()).to_string();
            (text, InputSchema::derived(schema, params)?)
        }
    };
    let raw = |text: String| RawValue::from_string(text).map_err(|e| e.to_string());
    let json = Listed {
        name,
        title: meta.title,
        description: &description,
        icons: meta.icons.map(|icons| raw(icons.to_owned())).transpose()?,
        input_schema: raw(text)?,
        output_schema: output,
        annotations: meta.annotations.said(),
        meta: app::tool_meta(meta.meta.map(|meta| meta()), app, meta.visibility),
    };
    let json = serde_json::to_string(&json).map_err(|e| e.to_string())?;
    Ok(Definition {
        json: json.into(),
        input,
    })
}

/// A schema given by hand goes out as it is, so it must be one that clients take, and agree with
/// the table on headers.
fn given_schema(text: &str, params: &[ParamSpec]) -> Result<Value, String> {
    let schema: Value =
        serde_json::from_str(text).map_err(|e| format!("`input_schema` is not JSON: {e}"))?;
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        return Err("`input_schema` must be an object with `\"type\": \"object\"`".into());
    }
    check_headers(&schema, params)?;
    check_arguments(&schema, params)?;
    Ok(schema)
}

/// The function's arguments are read by their names and types whatever the schema says, so it must
/// know them.
fn check_arguments(schema: &Value, params: &[ParamSpec]) -> Result<(), String> {
    if params.iter().any(|p| p.role == ParamRole::Arguments) {
        return Ok(());
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    let arguments = || {
        params
            .iter()
            .filter(|p| p.role == ParamRole::Argument)
            .map(|p| p.name)
    };
    if let Some(name) = arguments().find(|name| properties.is_none_or(|p| !p.contains_key(*name))) {
        return Err(format!(
            "`input_schema` has no property `{name}`, which the function takes"
        ));
    }
    match properties
        .into_iter()
        .flat_map(|p| p.keys())
        .find(|key| !arguments().any(|name| name == *key))
    {
        Some(key) => Err(format!(
            "`input_schema` has a property `{key}`, which the function doesn't take; take \
             `Args<…>` for what only the schema knows"
        )),
        None => Ok(()),
    }
}

/// Gateways route by the table, clients by the schema: both must name the same headers.
fn check_headers(schema: &Value, params: &[ParamSpec]) -> Result<(), String> {
    let mut found = Vec::new();
    collect_headers(schema, &mut Vec::new(), &mut found);
    for (path, header) in &found {
        let [properties, name] = path.as_slice() else {
            return Err(stray(path, header));
        };
        let declared = params
            .iter()
            .any(|p| p.name == name && p.header == Some(header));
        if properties != "properties" || !declared {
            return Err(stray(path, header));
        }
    }
    let missing = params.iter().find(|p| {
        p.header
            .is_some_and(|h| !found.iter().any(|(_, header)| header == h))
    });
    match missing {
        Some(p) => Err(format!(
            "`input_schema` doesn't give `{}` its `\"x-mcp-header\": {:?}`",
            p.name,
            p.header.unwrap_or_default()
        )),
        None => Ok(()),
    }
}

fn stray(path: &[String], header: &str) -> String {
    format!(
        "the schema has `\"x-mcp-header\": {header:?}` at `{}`, which the routing table doesn't \
         know; declare it with `#[mcp(header = {header:?})]` on the parameter",
        path.join("/")
    )
}

/// Finds every `x-mcp-header` of a schema, with the way to it.
pub(in crate::server) fn collect_headers(
    schema: &Value,
    path: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, String)>,
) {
    match schema {
        Value::Object(map) => {
            // A property may be called that, too; then it is a schema and no text.
            if let Some(header) = map.get("x-mcp-header").and_then(Value::as_str) {
                found.push((path.clone(), header.to_owned()));
            }
            for (key, value) in map.iter().filter(|(key, _)| {
                !matches!(key.as_str(), "default" | "examples" | "enum" | "const")
            }) {
                path.push(key.clone());
                collect_headers(value, path, found);
                path.pop();
            }
        }
        Value::Array(list) => {
            for (i, value) in list.iter().enumerate() {
                path.push(i.to_string());
                collect_headers(value, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// `Tool` in the specification's schema.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icons: Option<Box<RawValue>>,
    input_schema: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_schema: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<ToolAnnotations>,
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    meta: Option<Value>,
}
