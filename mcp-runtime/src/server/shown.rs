//! What is in the tables and switched on, and what is said of the rest.

use std::borrow::Cow;

use super::core::Core;
use super::prompt::PromptEntry;
use super::resource::{ResourceEntry, ResourceMeta};
use super::tool::ToolEntry;
use crate::protocol::{Refusal, invalid, matches, quotable};
use crate::schema::closest;
use crate::table::Kind;

impl<S: 'static> Core<S> {
    pub(crate) fn shown_tool(&self, name: &str) -> Option<(usize, &'static ToolEntry<S>)> {
        self.definition()
            .tool(name)
            .filter(|(position, _)| !self.mask().hides(Kind::Tool, *position))
    }

    pub(crate) fn shown_prompt(&self, name: &str) -> Option<(usize, &'static PromptEntry<S>)> {
        self.definition()
            .prompt(name)
            .filter(|(position, _)| !self.mask().hides(Kind::Prompt, *position))
    }

    /// A resource, or a template that is written like this.
    pub(crate) fn shown_resource(&self, uri: &str) -> Option<(usize, &'static ResourceEntry<S>)> {
        self.definition()
            .resource(uri)
            .filter(|(position, _)| !self.mask().hides(Kind::Resource, *position))
    }
}

pub(crate) type Variables<'u> = Vec<(&'static str, Cow<'u, str>)>;

/// The resource with this URI, or the first template that matches it.
pub(crate) fn resource<'u, S>(
    core: &Core<S>,
    uri: &'u str,
) -> Option<(usize, &'static ResourceEntry<S>, Variables<'u>)> {
    if let Some((position, entry)) = core
        .shown_resource(uri)
        .filter(|(_, entry)| !entry.meta.is_template())
    {
        return Some((position, entry, Vec::new()));
    }
    core.templates()
        .iter()
        .filter(|position| !core.mask().hides(Kind::Resource, **position))
        .find_map(|position| {
            let entry = &core.definition().resources.entries[*position].1;
            Some((*position, entry, matches(entry.meta.pieces, uri)?))
        })
}

/// What is switched off is no one's to learn of.
pub(crate) fn no_such_tool<S>(core: &Core<S>, name: &str) -> Refusal {
    let shown = core
        .definition()
        .tools()
        .enumerate()
        .filter(|(position, _)| !core.mask().hides(Kind::Tool, *position));
    let names: Vec<String> = shown.map(|(_, entry)| entry.name()).collect();
    unknown("tool", name, names.iter().map(String::as_str))
}

pub(crate) fn no_such_prompt<S>(core: &Core<S>, name: &str) -> Refusal {
    let shown = core
        .definition()
        .prompts
        .iter()
        .enumerate()
        .filter(|(position, _)| !core.mask().hides(Kind::Prompt, *position));
    unknown("prompt", name, shown.map(|(_, entry)| entry.meta.name))
}

pub(crate) fn shown_resources<S>(core: &Core<S>) -> impl Iterator<Item = &'static ResourceMeta> {
    let shown = core
        .definition()
        .resources
        .iter()
        .enumerate()
        .filter(|(position, _)| !core.mask().hides(Kind::Resource, *position));
    shown.map(|(_, entry)| entry.meta)
}

pub(crate) fn no_such_resource<S>(core: &Core<S>, uri: &str) -> Refusal {
    let plain = shown_resources(core).filter(|meta| !meta.is_template());
    let hint = closest(
        uri,
        plain.map(|meta| meta.uri).chain(core.lists().apps.uris()),
    );
    let hint = hint
        .map(|meant| format!("; did you mean `{meant}`?"))
        .unwrap_or_default();
    invalid(format!("Resource not found{hint}")).with_data(serde_json::json!({ "uri": uri }))
}

pub(crate) fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> Refusal {
    let hint = closest(name, known);
    let hint = hint
        .map(|meant| format!("; did you mean `{meant}`?"))
        .unwrap_or_default();
    let name = quotable(name);
    invalid(format!("Unknown {what}: `{name}`{hint}"))
}
