use super::{PromptEntry, ResourceEntry, ToolEntry};
use crate::call::Names;
use crate::table::{AccessMeta, AccessRule, AppMeta, ClaimsFn, Kind, Scope, ScopeTable, Table};

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
///     assert_eq!(format!("{}({}): {}", tool.name(), arguments.join(", "), tool.meta().description()), "add(a, b): Add two integers.");
///     assert!(tool.meta().location().line > 0); // where the function is
/// }
/// let uris: Vec<&str> = Desk::DEFINITION.resources().map(|resource| resource.meta().uri()).collect();
/// assert_eq!(uris, ["notes:///{name}"]);
/// assert!(Desk::DEFINITION.prompts().len() == 0);
/// ```
#[derive(Debug)]
pub struct ServerDefinition<S: 'static> {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    pub(crate) title: Option<&'static str>,
    pub(crate) instructions: &'static str,
    /// Those that its functions may need.
    pub(crate) scopes: ScopeTable,
    /// The type that its functions read claims as.
    pub(crate) claims: Option<ClaimsFn>,
    pub(crate) tools: Table<ToolEntry<S>>,
    pub(crate) prompts: Table<PromptEntry<S>>,
    pub(crate) resources: Table<ResourceEntry<S>>,
}

/// For expansions: each key that was written is one call.
#[doc(hidden)]
#[allow(missing_docs)]
impl<S> ServerDefinition<S> {
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self {
            name,
            version,
            title: None,
            instructions: "",
            scopes: ScopeTable::EMPTY,
            claims: None,
            tools: Table::EMPTY,
            prompts: Table::EMPTY,
            resources: Table::EMPTY,
        }
    }

    #[must_use]
    pub const fn with_title(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    #[must_use]
    pub const fn with_instructions(mut self, instructions: &'static str) -> Self {
        self.instructions = instructions;
        self
    }

    #[must_use]
    pub const fn with_scopes(mut self, scopes: ScopeTable) -> Self {
        self.scopes = scopes;
        self
    }

    #[must_use]
    pub const fn with_claims(mut self, claims: ClaimsFn) -> Self {
        self.claims = Some(claims);
        self
    }

    #[must_use]
    pub const fn with_tools(mut self, tools: Table<ToolEntry<S>>) -> Self {
        self.tools = tools;
        self
    }

    #[must_use]
    pub const fn with_prompts(mut self, prompts: Table<PromptEntry<S>>) -> Self {
        self.prompts = prompts;
        self
    }

    #[must_use]
    pub const fn with_resources(mut self, resources: Table<ResourceEntry<S>>) -> Self {
        self.resources = resources;
        self
    }
}

impl<S> ServerDefinition<S> {
    /// Its name, for programs.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its version.
    pub const fn version(&self) -> &'static str {
        self.version
    }

    /// A name for people.
    pub const fn title(&self) -> Option<&'static str> {
        self.title
    }

    /// The server's instructions for the model; empty for none.
    pub const fn instructions(&self) -> &'static str {
        self.instructions
    }

    /// The scopes that it declares, in the order of the list.
    pub fn scopes(&self) -> &'static [Scope] {
        self.scopes.all()
    }

    /// Who may use the item at this place of its table.
    pub(crate) fn rule(&self, kind: Kind, position: usize) -> AccessRule {
        let rules = match kind {
            Kind::Tool => self.tools.rules,
            Kind::Prompt => self.prompts.rules,
            Kind::Resource => self.resources.rules,
        };
        // What is in no table says nothing of it.
        let says_nothing = || AccessMeta::DEFAULT.rule(&self.scopes);
        rules.get(position).copied().unwrap_or_else(says_nothing)
    }

    /// The rules of all items.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static AccessRule> + use<S> {
        let tables = [self.tools.rules, self.prompts.rules, self.resources.rules];
        tables.into_iter().flatten()
    }

    /// Whether somebody must say who calls: it declares scopes, tells public functions from others,
    /// or a function of its takes what only a caller has.
    #[cfg(feature = "http")]
    pub(crate) fn needs_callers(&self) -> bool {
        !self.scopes.is_empty()
            || self.rules().any(|rule| rule.is_public)
            || self.flagged(|param| param.caller.is_needed)
    }

    /// Its tools, in the order of the list.
    pub fn tools(&self) -> impl ExactSizeIterator<Item = &'static ToolEntry<S>> + use<S> {
        self.tools.iter()
    }

    /// Its prompts, in the order of the list.
    pub fn prompts(&self) -> impl ExactSizeIterator<Item = &'static PromptEntry<S>> + use<S> {
        self.prompts.iter()
    }

    /// Its resources and its templates of resources, in the order of the list.
    pub fn resources(&self) -> impl ExactSizeIterator<Item = &'static ResourceEntry<S>> + use<S> {
        self.resources.iter()
    }

    /// The position and the entry of the tool with this name.
    pub(crate) fn tool(&self, name: &str) -> Option<(usize, &'static ToolEntry<S>)> {
        self.tools.find(name, |entry| entry.is_named(name))
    }

    /// The position and the entry of the prompt with this name.
    pub(crate) fn prompt(&self, name: &str) -> Option<(usize, &'static PromptEntry<S>)> {
        self.prompts.find(name, |entry| entry.is_named(name))
    }

    /// The position and the entry of the resource, or of the template, that is written like this.
    pub(crate) fn resource(&self, uri: &str) -> Option<(usize, &'static ResourceEntry<S>)> {
        self.resources.find(uri, |entry| entry.meta.uri == uri)
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
            Kind::Prompt => self.prompts().map(PromptEntry::name).collect(),
            Kind::Resource => self
                .resources
                .iter()
                .map(|entry| entry.meta.uri.to_owned())
                .collect(),
        }
    }
}
