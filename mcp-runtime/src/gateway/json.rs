//! The table itself, for gateways that this crate doesn't know. The guide documents each field:
//! none of them changes its meaning.

use serde_json::{Map, Value, json};

use super::pattern::{Pattern, Spelling};
use super::plan::Plan;
use super::table::{Kind, Row, RowAccess};

pub(super) fn config(rows: &[Row], plan: Option<&Plan<'_>>) -> String {
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| Value::Object(entry(row, plan)))
        .collect();
    format!("{:#}", Value::Array(rows))
}

fn entry(row: &Row, plan: Option<&Plan<'_>>) -> Map<String, Value> {
    let mut entry = Map::new();
    entry.insert("method".into(), row.method.into());
    let (key, pattern) = match row.kind {
        Kind::Name => ("name", Pattern::Is(row.name.clone())),
        Kind::Uri => ("uri", Pattern::Is(row.name.clone())),
        Kind::Template(start) => ("uriTemplate", Pattern::StartsWith(start.to_owned())),
        Kind::Task => ("taskId", Pattern::StartsWith(row.start().to_owned())),
    };
    entry.insert(key.into(), row.name.clone().into());
    entry.insert(
        "mcpName".into(),
        pattern.spellings().iter().map(spelling).collect(),
    );
    entry.insert(
        "headers".into(),
        row.headers
            .iter()
            .map(|(argument, name)| header(argument, name, plan))
            .collect(),
    );
    if !row.limits.is_empty() {
        entry.insert("limits".into(), json!(row.limits));
    }
    let RowAccess {
        needs,
        may_need,
        is_public,
    } = &row.access;
    if !needs.is_empty() {
        entry.insert("scopes".into(), json!(needs));
    }
    if !may_need.is_empty() {
        entry.insert("mayNeed".into(), json!(may_need));
    }
    if *is_public {
        entry.insert("public".into(), true.into());
    }
    entry.insert("source".into(), row.source.clone().into());
    if let Some(plan) = plan {
        entry.insert("upstream".into(), plan.upstream(row).into());
    }
    entry
}

fn spelling(spelling: &Spelling) -> Value {
    match spelling {
        Spelling::Is(text) => json!({ "exact": text }),
        Spelling::StartsWith(start) => json!({ "prefix": start }),
        Spelling::StartsLike(_) => json!({ "regex": spelling.regex("") }),
    }
}

fn header(argument: &str, name: &str, plan: Option<&Plan<'_>>) -> Value {
    let mut header = json!({ "argument": argument, "header": format!("Mcp-Param-{name}") });
    let param = plan.and_then(|plan| {
        plan.params
            .iter()
            .find(|param| param.header.eq_ignore_ascii_case(name))
    });
    if let (Some(plan), Some(param)) = (plan, param) {
        let values = param.values.iter().map(|(value, to)| {
            let spellings: Value = value.spellings().iter().map(spelling).collect();
            json!({ "value": value.text(), "mcpParam": spellings, "upstream": plan.upstreams[*to].name })
        });
        header["values"] = values.collect();
    }
    header
}
