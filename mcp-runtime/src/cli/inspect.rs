//! Commands that show what a server is, without serving it.

use serde_json::Value;

use super::output::{Bold, print, print_table};
use super::{Ended, Misuse};
use crate::in_process::Client;
use crate::server::ServerDefinition;

/// `tools`, with the limits that they declare. As JSON, these are beside what a client sees.
pub(super) async fn tools<S: Send + Sync + 'static>(
    client: &Client<S>,
    definition: &ServerDefinition<S>,
    json: bool,
) -> crate::Result<Ended> {
    let limits = |tool: &Value| {
        definition
            .tool(tool["name"].as_str()?)
            .map(|(_, entry)| entry.meta().limits())
            .filter(|l| !l.is_empty())
    };
    let mut tools = client.tools().await;
    if json {
        for tool in &mut tools {
            if let Some(limits) = limits(tool) {
                tool["limits"] = serde_json::to_value(limits)?;
            }
        }
        return list(&tools, json, |_| Vec::new());
    }
    // Most servers declare none, and need no column for them.
    let limited = tools.iter().any(|tool| limits(tool).is_some());
    let viewed = tools.iter().any(|tool| !view(tool).is_empty());
    let row = |tool: &Value| {
        let limits = limited.then(|| limits(tool).unwrap_or_default().text());
        let shown = viewed.then(|| view(tool).to_owned());
        [name(tool), signature(&tool["inputSchema"])]
            .into_iter()
            .chain(limits)
            .chain(shown)
            .chain([first_line(tool)])
            .collect()
    };
    list(&tools, json, row)
}

/// Returns how a tool relates to views; empty if it doesn't.
fn view(tool: &Value) -> &'static str {
    match (
        tool["_meta"]["ui"]["resourceUri"].is_string(),
        is_for(tool, "model"),
    ) {
        (true, true) => "view",
        (true, false) => "view, for views only",
        (false, false) => "for views only",
        (false, true) => "",
    }
}

/// `schema NAME`
pub(super) async fn schema<S: Send + Sync + 'static>(
    client: &Client<S>,
    tool: &str,
) -> crate::Result<Ended> {
    let tools = client.tools().await;
    let Some(found) = tools.iter().find(|t| t["name"] == tool) else {
        let known: Vec<String> = tools.iter().map(name).collect();
        return Err(unknown("tool", tool, &known));
    };
    print(&serde_json::to_string_pretty(found)?)?;
    Ok(Ended::Done)
}

/// Whether a tool is for models, or for views.
pub(super) fn is_for(tool: &Value, caller: &str) -> bool {
    tool["_meta"]["ui"]["visibility"]
        .as_array()
        .is_none_or(|callers| callers.iter().any(|c| c == caller))
}

/// `prompts`
pub(super) async fn prompts<S: Send + Sync + 'static>(
    client: &Client<S>,
    json: bool,
) -> crate::Result<Ended> {
    let prompts = client.prompts().await;
    let row = |prompt: &Value| {
        let arguments = prompt["arguments"].as_array().into_iter().flatten();
        let arguments = arguments.map(|a| {
            format!(
                "{}{}",
                name(a),
                if a["required"] == true { "" } else { "?" }
            )
        });
        vec![
            name(prompt),
            arguments.collect::<Vec<_>>().join(" "),
            first_line(prompt),
        ]
    };
    list(&prompts, json, row)
}

/// `resources`
pub(super) async fn resources<S: Send + Sync + 'static>(
    client: &Client<S>,
    json: bool,
) -> crate::Result<Ended> {
    let mut resources = client.resources().await;
    resources.extend(client.resource_templates().await);
    let row = |resource: &Value| {
        let uri = resource["uri"]
            .as_str()
            .or(resource["uriTemplate"].as_str())
            .unwrap_or_default();
        vec![
            uri.to_owned(),
            resource["mimeType"].as_str().unwrap_or_default().to_owned(),
            first_line(resource),
        ]
    };
    list(&resources, json, row)
}

fn list(items: &[Value], json: bool, row: impl Fn(&Value) -> Vec<String>) -> crate::Result<Ended> {
    if json {
        print(&serde_json::to_string_pretty(items)?)?;
    } else {
        print_table(
            &items.iter().map(row).collect::<Vec<_>>(),
            Bold::FirstColumn,
        )?;
    }
    Ok(Ended::Done)
}

fn first_line(item: &Value) -> String {
    item["description"]
        .as_str()
        .and_then(|text| text.lines().next())
        .unwrap_or_default()
        .to_owned()
}

pub(super) fn unknown(what: &str, tool: &str, known: &[String]) -> crate::Error {
    let meant = crate::schema::closest(tool, known.iter().map(String::as_str));
    let hint = meant.map_or_else(
        || format!("there are: {}", known.join(", ")),
        |meant| format!("did you mean `{meant}`?"),
    );
    Misuse(format!("there is no {what} `{tool}`; {hint}")).into()
}

pub(super) fn name(tool: &Value) -> String {
    tool["name"].as_str().unwrap_or_default().to_owned()
}

/// The arguments in short: `title text tags?`
fn signature(schema: &Value) -> String {
    let required = |name: &str| {
        schema["required"]
            .as_array()
            .is_some_and(|r| r.iter().any(|n| n == name))
    };
    let names = schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(|p| p.keys());
    names
        .map(|name| {
            if required(name) {
                name.clone()
            } else {
                format!("{name}?")
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}
