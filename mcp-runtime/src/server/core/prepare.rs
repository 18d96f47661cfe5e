//! Each item of a table made ready: its schema, its entry in the list, what completes it.

use std::borrow::Cow;

use http::HeaderName;

use super::PreparedTool;
use crate::call::ItemName;
use crate::handle::Kinds;
use crate::protocol::specificity;
use crate::server::completion::Choices;
use crate::server::headers::MirroredParam;
use crate::server::tasks::fingerprint;
use crate::server::tool::Definition;
use crate::server::{ServerDefinition, StartProblem, ToolEntry};
use crate::table::{Kind, Location, ParamSpec};

/// The items of a server that a client can use, in the order of their tables, each with its entry
/// in the list of its kind.
pub(in crate::server) struct PreparedItems {
    pub(super) kinds: Kinds,
    pub(super) tools: Vec<(PreparedTool, String)>,
    pub(super) prompts: Vec<(String, Choices)>,
    pub(super) resources: Vec<(String, Choices)>,
    /// The positions of templates, the most specific first.
    pub(super) templates: Vec<usize>,
}

/// Makes all items ready, or says of each why no client could use it.
pub(in crate::server) fn prepare<S: Send + Sync + 'static>(
    definition: &ServerDefinition<S>,
) -> Result<PreparedItems, Vec<StartProblem>> {
    let mut kinds = kinds(definition);
    let mut problems = Vec::new();
    let mut unusable = |kind, name: &str, location: Location, reason| {
        problems.push(StartProblem::Item {
            kind,
            name: name.to_owned(),
            location,
            reason,
        });
    };
    let tools = definition.tools().filter_map(|entry| {
        let name = entry.name();
        let tool = entry.define(&name, &mut kinds);
        tool.map(|tool| prepare_tool(entry, name.clone(), tool))
            .map_err(|reason| unusable(Kind::Tool, &name, entry.meta.location, reason))
            .ok()
    });
    let tools = tools.collect();
    let prompts = definition.prompts.iter().filter_map(|entry| {
        let name = entry.name();
        let prompt = entry.define(&name, &mut kinds);
        prompt
            .map(|prompt| (prompt.json, prompt.choices))
            .map_err(|reason| unusable(Kind::Prompt, &name, entry.meta.location, reason))
            .ok()
    });
    let prompts = prompts.collect();
    let resources = definition.resources.iter().filter_map(|entry| {
        let meta = entry.meta;
        let resource = entry.define(&mut kinds);
        resource
            .map(|resource| (resource.json, resource.choices))
            .map_err(|reason| unusable(Kind::Resource, meta.uri, meta.location, reason))
            .ok()
    });
    let resources = resources.collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(PreparedItems {
        kinds,
        tools,
        prompts,
        resources,
        templates: templates(definition),
    })
}

/// Which tools mint and take which handles.
fn kinds<S>(definition: &ServerDefinition<S>) -> Kinds {
    let mut kinds = Kinds::default();
    for entry in definition.tools.iter() {
        kinds.add(&entry.name(), entry.handles());
    }
    kinds
}

fn prepare_tool<S>(entry: &ToolEntry<S>, name: String, tool: Definition) -> (PreparedTool, String) {
    let fingerprint = match entry.meta.task {
        Some(_) => fingerprint(&tool.json),
        None => String::new(),
    };
    let prepared = PreparedTool {
        name: if entry.prefix.is_empty() {
            ItemName::Static(entry.meta.name)
        } else {
            ItemName::Shared(name.into())
        },
        input: tool.input,
        headers: entry.params.iter().filter_map(mirrored).collect(),
        fingerprint,
    };
    (prepared, tool.json.into())
}

/// The header that mirrors a parameter, if one does.
fn mirrored(param: &ParamSpec) -> Option<MirroredParam> {
    let shown = format!("Mcp-Param-{}", param.header?);
    Some(MirroredParam {
        name: HeaderName::try_from(shown.as_str()).expect("macros check the names of headers"),
        shown,
        argument: Cow::Borrowed(param.name),
    })
}

fn templates<S>(definition: &ServerDefinition<S>) -> Vec<usize> {
    let meta = |position: usize| definition.resources.entries[position].1.meta;
    let mut templates: Vec<usize> = (0..definition.resources.entries.len())
        .filter(|position| meta(*position).is_template())
        .collect();
    templates.sort_by_key(|position| std::cmp::Reverse(specificity(meta(*position).pieces)));
    templates
}
