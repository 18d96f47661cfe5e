use super::{PromptEntry, ResourceEntry, Table, ToolEntry};
use crate::app::AppMeta;

/// A server as `mcp_server!` declares it: everything but its state.
#[derive(Debug)]
pub struct ServerDefinition<S: 'static> {
    /// Its name, for programs.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// A name for people.
    pub title: Option<&'static str>,
    /// What the model should know of it; empty for nothing.
    pub instructions: &'static str,
    /// Its tools.
    pub tools: Table<ToolEntry<S>>,
    /// Its prompts.
    pub prompts: Table<PromptEntry<S>>,
    /// Its resources, and its templates of resources.
    pub resources: Table<ResourceEntry<S>>,
}

impl<S> ServerDefinition<S> {
    /// The position and the entry of the tool with this name.
    pub(crate) fn tool(&self, name: &str) -> Option<(usize, &'static ToolEntry<S>)> {
        self.tools.find(name, |entry| entry.is_named(name))
    }

    /// The position and the entry of the prompt with this name.
    pub(crate) fn prompt(&self, name: &str) -> Option<(usize, &'static PromptEntry<S>)> {
        self.prompts.find(name, |entry| entry.meta.name == name)
    }

    /// The position and the entry of the resource, or of the template, that is written like this.
    pub(crate) fn resource(&self, uri: &str) -> Option<(usize, &'static ResourceEntry<S>)> {
        self.resources.find(uri, |entry| entry.meta.uri == uri)
    }

    /// Its tools, in the order of the list.
    pub fn tools(&self) -> impl ExactSizeIterator<Item = &'static ToolEntry<S>> + use<S> {
        self.tools.iter()
    }

    /// The views of its tools, each once, in the order of the tools.
    pub fn apps(&self) -> Vec<&'static AppMeta> {
        let mut apps: Vec<&'static AppMeta> = Vec::new();
        for app in self.tools().filter_map(ToolEntry::app) {
            if apps.iter().all(|seen| seen.uri != app.uri) {
                apps.push(app);
            }
        }
        apps
    }

    /// Whether a function of its can ask the client, so that requests are answered with a sealed state.
    pub(crate) fn asks(&self) -> bool {
        self.flagged(|param| param.asks)
            || self.tools.iter().any(|entry| !entry.questions.is_empty())
            || self.prompts.iter().any(|entry| !entry.questions.is_empty())
            || self.resources.iter().any(|entry| !entry.questions.is_empty())
    }

    /// Whether a function of its takes a parameter of which `flag` is true.
    pub(crate) fn flagged(&self, flag: impl Fn(&crate::params::ParamSpec) -> bool) -> bool {
        let any = |params: &[crate::params::ParamSpec]| params.iter().any(&flag);
        self.tools.iter().any(|entry| any(entry.params))
            || self.prompts.iter().any(|entry| any(entry.params))
            || self.resources.iter().any(|entry| any(entry.params))
    }
}
