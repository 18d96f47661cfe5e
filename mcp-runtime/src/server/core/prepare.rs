//! Each item of a table made ready: its schema, its entry in the list, what completes it.

use std::borrow::Cow;

use http::HeaderName;

use super::PreparedTool;
use crate::call::ItemName;
use crate::handle::Kinds;
use crate::protocol::{UriPiece, specificity};
use crate::server::ServerDefinition;
use crate::server::completion::Choices;
use crate::server::headers::MirroredParam;
use crate::server::tasks::fingerprint;

/// Which tools mint and take which handles.
pub(super) fn kinds<S>(definition: &ServerDefinition<S>) -> Kinds {
    let mut kinds = Kinds::default();
    for entry in definition.tools.iter() {
        kinds.add(&entry.name(), entry.handles());
    }
    kinds
}

/// The tools, ready to be called, and their JSON.
pub(super) fn prepare_tools<S: Send + Sync + 'static>(
    definition: &ServerDefinition<S>,
    kinds: &mut Kinds,
    reasons: &mut Vec<String>,
) -> (Vec<PreparedTool>, Vec<String>) {
    let mut tools = Vec::with_capacity(definition.tools.entries.len());
    let mut listed = Vec::with_capacity(definition.tools.entries.len());
    for entry in definition.tools() {
        let name = entry.name();
        if name.len() > 64 {
            reasons.push(format!(
                "`{name}`: with its prefix the name is longer than 64 characters"
            ));
        }
        match entry.define(&name, kinds) {
            Ok(tool) => {
                let headers = entry.params.iter().filter_map(|p| {
                    let shown = format!("Mcp-Param-{}", p.header?);
                    let name = HeaderName::try_from(shown.as_str()).ok()?;
                    Some(MirroredParam {
                        name,
                        shown,
                        argument: Cow::Borrowed(p.name),
                    })
                });
                let fingerprint = match entry.meta.task {
                    Some(_) => fingerprint(&tool.json),
                    None => String::new(),
                };
                listed.push(tool.json.into());
                let is_prefixed = !entry.prefix.is_empty();
                tools.push(PreparedTool {
                    name: if is_prefixed {
                        ItemName::Shared(name.into())
                    } else {
                        ItemName::Static(entry.meta.name)
                    },
                    input: tool.input,
                    headers: headers.collect(),
                    fingerprint,
                });
            }
            Err(reason) => reasons.push(format!(
                "`{name}` ({}:{}): {reason}",
                entry.meta.location.file, entry.meta.location.line
            )),
        }
    }
    (tools, listed)
}

/// The positions of templates, the most specific first. Two that match the same URIs can't be told
/// apart.
pub(super) fn templates<S>(
    definition: &ServerDefinition<S>,
    reasons: &mut Vec<String>,
) -> Vec<usize> {
    let meta = |position: usize| definition.resources.entries[position].1.meta;
    let mut templates: Vec<usize> = (0..definition.resources.entries.len())
        .filter(|position| meta(*position).is_template())
        .collect();
    templates.sort_by_key(|position| std::cmp::Reverse(specificity(meta(*position).pieces)));
    for (i, first) in templates.iter().enumerate() {
        for second in &templates[i + 1..] {
            let (first, second) = (meta(*first), meta(*second));
            if is_same_shape(first.pieces, second.pieces) {
                reasons.push(format!(
                    "the templates `{}` and `{}` match the same URIs; give one another URI",
                    first.uri, second.uri
                ));
            }
        }
    }
    templates
}

fn is_same_shape(a: &[UriPiece], b: &[UriPiece]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|pair| match pair {
            (UriPiece::Literal(a), UriPiece::Literal(b)) => a == b,
            (UriPiece::Expression(a, x), UriPiece::Expression(b, y)) => {
                a == b && x.len() == y.len()
            }
            _ => false,
        })
}

/// The entries of the list of prompts, and what completes the arguments of each.
pub(super) fn prepare_prompts<S: Send + Sync + 'static>(
    definition: &ServerDefinition<S>,
    kinds: &mut Kinds,
    reasons: &mut Vec<String>,
) -> (Vec<String>, Vec<Choices>) {
    let prompts = definition.prompts.iter().map(|entry| {
        let name = entry.name();
        let defined = entry.define(&name, kinds);
        (name, entry.meta.location, defined)
    });
    let prompts = prompts.filter_map(|(name, at, defined)| {
        defined
            .map_err(|reason| {
                reasons.push(format!(
                    "the prompt `{name}` ({}:{}): {reason}",
                    at.file, at.line
                ));
            })
            .ok()
    });
    prompts.map(|prompt| (prompt.json, prompt.choices)).unzip()
}

/// The entries of the lists of resources and of templates, and what completes the variables of
/// each.
pub(super) fn prepare_resources<S: Send + Sync + 'static>(
    definition: &ServerDefinition<S>,
    kinds: &mut Kinds,
    reasons: &mut Vec<String>,
) -> (Vec<String>, Vec<Choices>) {
    let resources = definition
        .resources
        .iter()
        .map(|entry| (entry.meta, entry.define(kinds)));
    let resources = resources.filter_map(|(meta, defined)| {
        let at = meta.location;
        defined
            .map_err(|reason| {
                reasons.push(format!(
                    "the resource `{}` ({}:{}): {reason}",
                    meta.uri, at.file, at.line
                ));
            })
            .ok()
    });
    resources
        .map(|resource| (resource.json, resource.choices))
        .unzip()
}
