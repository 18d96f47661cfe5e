//! The facts about the server that the command line needs for its help and its completions.

use crate::server::{PromptEntry, ServerDefinition, Settings, ToolEntry};

/// The facts about a server that its command line is made from.
pub(super) struct CommandContext<'a> {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    /// The server's description.
    pub(super) about: &'static str,
    /// The settings that hold unless the command line says otherwise.
    pub(super) settings: &'a Settings,
    pub(super) names: &'a Names,
}

/// Names that completions know. Otherwise a name is any text, for lists that change and for hints
/// of the server's own.
#[derive(Default)]
pub(super) struct Names {
    pub(super) tools: Vec<String>,
    pub(super) prompts: Vec<String>,
}

impl Names {
    pub(super) fn of<S>(definition: &ServerDefinition<S>) -> Self {
        Self {
            tools: definition.tools().map(ToolEntry::name).collect(),
            prompts: definition.prompts().map(PromptEntry::name).collect(),
        }
    }
}
