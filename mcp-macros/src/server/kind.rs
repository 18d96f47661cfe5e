//! The kinds of items, as expansions name what belongs to each.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::entries::{Entry, EntryKind};

/// The runtime's names for the parts of a kind: `ToolEntry`, `tool_group`, …
#[derive(Clone, Copy)]
pub(super) struct ItemKind {
    /// A variant of `Kind`.
    pub(super) name: &'static str,
    /// In the names of functions.
    snake: &'static str,
    /// The trait of an item that a server with a given state can take.
    call: &'static str,
    assertion: &'static str,
    /// The trait of a group for servers with any state.
    pub(super) group: &'static str,
}

pub(super) const TOOL: ItemKind = ItemKind {
    name: "Tool",
    snake: "tool",
    call: "ToolCall",
    assertion: "assert_tool",
    group: "WithTools",
};

pub(super) const PROMPT: ItemKind = ItemKind {
    name: "Prompt",
    snake: "prompt",
    call: "PromptGet",
    assertion: "assert_prompt_item",
    group: "WithPrompts",
};

pub(super) const RESOURCE: ItemKind = ItemKind {
    name: "Resource",
    snake: "resource",
    call: "ResourceRead",
    assertion: "assert_resource_item",
    group: "WithResources",
};

impl ItemKind {
    /// The variant of `Kind`.
    pub(super) fn variant(self) -> Ident {
        format_ident!("{}", self.name)
    }

    /// The entry's type, for a server with this state.
    pub(super) fn entry(self, rt: &TokenStream, state: &TokenStream) -> TokenStream {
        let name = format_ident!("{}Entry", self.name);
        quote!(#rt::#name::<#state>)
    }

    /// The trait of a group for servers with a given state.
    pub(super) fn group_trait(self) -> Ident {
        format_ident!("{}Group", self.name)
    }

    /// The trait that this entry's type has, for servers with a given state.
    pub(super) fn bound(self, entry: &Entry) -> Ident {
        match entry.kind {
            EntryKind::Item => format_ident!("{}", self.call),
            EntryKind::Group { .. } => self.group_trait(),
        }
    }

    /// The function that this entry's type must suit, whatever the state.
    pub(super) fn assertion(self, entry: &Entry) -> Ident {
        match entry.kind {
            EntryKind::Item => format_ident!("{}", self.assertion),
            EntryKind::Group { .. } => format_ident!("assert_{}_group", self.snake),
        }
    }

    /// The function that returns what a group has.
    pub(super) fn group_function(self) -> Ident {
        format_ident!("{}_group", self.snake)
    }
}
