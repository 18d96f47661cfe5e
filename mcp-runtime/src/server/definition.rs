use super::{PromptEntry, ResourceEntry, ToolEntry};
use crate::call::Names;
#[cfg(feature = "http")]
use crate::table::HandleUse;
use crate::table::{AppMeta, Kind, Table};

/// A server as `mcp_server!` declares it: everything but its state.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Add two integers.
/// #[mcp_tool(read_only)]
/// fn add(a: i64, b: i64) -> i64 {
///     a + b
/// }
///
/// /// A note.
/// #[mcp_resource("notes:///{name}")]
/// fn note(name: String) -> String { name }
///
/// mcp_server! { Desk { name: "desk", version: "1.0.0", tools: [add], resources: [note] } }
///
/// // Such as for a page of documentation.
/// for tool in Desk::DEFINITION.tools() {
///     let arguments: Vec<&str> = tool.params().iter().map(|param| param.name).collect();
///     assert_eq!(format!("{}({}): {}", tool.name(), arguments.join(", "), tool.meta().description), "add(a, b): Add two integers.");
///     assert!(tool.meta().location.line > 0); // where the function is
/// }
/// let uris: Vec<&str> = Desk::DEFINITION.resources.iter().map(|resource| resource.meta().uri).collect();
/// assert_eq!(uris, ["notes:///{name}"]);
/// assert!(Desk::DEFINITION.prompts.is_empty());
/// ```
#[derive(Debug)]
pub struct ServerDefinition<S: 'static> {
    /// Its name, for programs.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// A name for people.
    pub title: Option<&'static str>,
    /// The server's instructions for the model; empty for none.
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

    /// Whether a function of its can ask the client, so that requests are answered with a sealed
    /// state.
    #[cfg(feature = "http")]
    pub(crate) fn asks(&self) -> bool {
        self.flagged(|param| param.asks)
            || self.tools.iter().any(|entry| !entry.questions.is_empty())
            || self.prompts.iter().any(|entry| !entry.questions.is_empty())
            || self
                .resources
                .iter()
                .any(|entry| !entry.questions.is_empty())
    }

    /// Whether a tool of its can be run as a task.
    pub(crate) fn has_tasks(&self) -> bool {
        self.tools.iter().any(|entry| entry.meta.task.is_some())
    }

    /// Whether a tool of its mints handles, as far as its signature tells.
    #[cfg(feature = "http")]
    pub(crate) fn mints(&self) -> bool {
        let mints = |used: HandleUse| used.mints.is_some() || used.may_mint.is_some();
        self.tools.iter().any(|entry| entry.handles().any(mints))
    }

    /// Whether a function of its takes a parameter of which `flag` is true.
    pub(crate) fn flagged(&self, flag: impl Fn(&crate::params::ParamSpec) -> bool) -> bool {
        let any = |params: &[crate::params::ParamSpec]| params.iter().any(&flag);
        self.tools.iter().any(|entry| any(entry.params))
            || self.prompts.iter().any(|entry| any(entry.params))
            || self.resources.iter().any(|entry| any(entry.params))
    }
}

impl<S> Names for ServerDefinition<S> {
    fn count(&self, kind: Kind) -> usize {
        match kind {
            Kind::Tool => self.tools.entries.len(),
            Kind::Prompt => self.prompts.entries.len(),
            Kind::Resource => self.resources.entries.len(),
        }
    }

    fn position(&self, kind: Kind, name: &str) -> Option<usize> {
        match kind {
            Kind::Tool => self.tool(name).map(|(position, _)| position),
            Kind::Prompt => self.prompt(name).map(|(position, _)| position),
            Kind::Resource => self.resource(name).map(|(position, _)| position),
        }
    }

    fn all(&self, kind: Kind) -> Vec<String> {
        match kind {
            Kind::Tool => self.tools().map(ToolEntry::name).collect(),
            Kind::Prompt => self
                .prompts
                .iter()
                .map(|entry| entry.meta.name.to_owned())
                .collect(),
            Kind::Resource => self
                .resources
                .iter()
                .map(|entry| entry.meta.uri.to_owned())
                .collect(),
        }
    }
}
