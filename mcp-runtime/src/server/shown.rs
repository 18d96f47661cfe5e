//! Looking up items in the tables that are switched on, and the errors for all others.

use super::core::Core;
use super::prompt::PromptEntry;
use super::resource::ResourceEntry;
use super::tool::ToolEntry;
use crate::call::Access;
use crate::protocol::{NormalUri, Refusal, cut, invalid, matches, quotable};
use crate::table::Kind;

impl<S: 'static> Core<S> {
    pub(crate) fn shown_tool(
        &self,
        name: &str,
        access: &Access,
    ) -> Option<(usize, &'static ToolEntry<S>)> {
        self.definition()
            .tool(name)
            .filter(|(position, _)| self.sees(Kind::Tool, *position, access))
    }

    pub(crate) fn shown_prompt(
        &self,
        name: &str,
        access: &Access,
    ) -> Option<(usize, &'static PromptEntry<S>)> {
        self.definition()
            .prompt(name)
            .filter(|(position, _)| self.sees(Kind::Prompt, *position, access))
    }

    /// A resource, or a template that is written like this.
    pub(crate) fn shown_resource(
        &self,
        uri: &str,
        access: &Access,
    ) -> Option<(usize, &'static ResourceEntry<S>)> {
        self.definition()
            .resource(uri)
            .filter(|(position, _)| self.sees(Kind::Resource, *position, access))
    }
}

pub(crate) type Variables = Vec<(&'static str, String)>;

/// The resource with this URI, in any of its spellings, or the first template that matches it.
pub(crate) fn resource<S>(
    core: &Core<S>,
    uri: &str,
    access: &Access,
) -> Option<(usize, &'static ResourceEntry<S>, Variables)> {
    if let Some((position, entry)) = core
        .shown_resource(uri, access)
        .filter(|(_, entry)| !entry.meta.is_template())
    {
        return Some((position, entry, Vec::new()));
    }
    let uri = NormalUri::of(uri);
    let entries = &core.definition().resources.entries;
    let plain = (0..entries.len()).filter(|position| !entries[*position].1.meta.is_template());
    plain
        .chain(core.templates().iter().copied())
        .filter(|position| core.sees(Kind::Resource, *position, access))
        .find_map(|position| {
            let entry = &entries[position].1;
            let variables = matches(entry.meta.pieces, &uri)?.into_iter();
            let variables = variables.map(|(name, value)| (name, value.into_owned()));
            Some((position, entry, variables.collect()))
        })
}

/// Refuses an unknown tool. The hint never names a tool that is switched off.
pub(crate) fn no_such_tool<S>(core: &Core<S>, name: &str, access: &Access) -> Refusal {
    let shown = |position| core.sees(Kind::Tool, position, access);
    unknown("tool", name, core.near().tools.closest(name, shown))
}

pub(crate) fn no_such_prompt<S>(core: &Core<S>, name: &str, access: &Access) -> Refusal {
    let shown = |position| core.sees(Kind::Prompt, position, access);
    unknown("prompt", name, core.near().prompts.closest(name, shown))
}

pub(crate) fn no_such_resource<S>(core: &Core<S>, uri: &str, access: &Access) -> Refusal {
    // Templates are for people; the views behind them are never hidden.
    let shown = |position: usize| match core.definition().resources.entries.get(position) {
        Some((_, entry)) => {
            !entry.meta.is_template() && core.sees(Kind::Resource, position, access)
        }
        None => true,
    };
    let resources = &core.near().resources;
    let meant = resources
        .closest(uri, shown)
        .or_else(|| resources.begins_alike(uri, shown));
    let hint = hint(meant);
    invalid(format!("Resource not found{hint}")).with_data(about(uri))
}

/// Returns the `data` of an error about a resource.
pub(crate) fn about(uri: &str) -> serde_json::Value {
    const LONGEST: usize = 2048;
    serde_json::json!({ "uri": cut(uri, LONGEST) })
}

/// A resource or a template whose arguments nobody can complete, since there is none like it.
pub(crate) fn no_such_reference<S>(core: &Core<S>, uri: &str, access: &Access) -> Refusal {
    let shown = |position: usize| {
        position < core.definition().resources.entries.len()
            && core.sees(Kind::Resource, position, access)
    };
    unknown("resource", uri, core.near().resources.closest(uri, shown))
}

pub(crate) fn unknown(what: &str, name: &str, meant: Option<&str>) -> Refusal {
    let (name, hint) = (quotable(name), hint(meant));
    invalid(format!("Unknown {what}: `{name}`{hint}"))
}

fn hint(meant: Option<&str>) -> String {
    meant
        .map(|meant| format!("; did you mean `{meant}`?"))
        .unwrap_or_default()
}
