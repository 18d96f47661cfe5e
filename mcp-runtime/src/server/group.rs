//! Groups of tools, prompts and resources, which servers take in.

use super::parts::Node;
use super::prompt::PromptEntry;
use super::resource::ResourceEntry;
use super::tool::ToolEntry;

/// A group of tools, declared by `mcp_tools!`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group of tools that a server with state `{S}` can take in",
    label = "not a group of tools",
    note = "declare a group with `mcp_tools! {{ pub Name: [a, b] }}`; a single tool is listed \
            without the two dots"
)]
pub trait ToolGroup<S: 'static, M> {
    /// Its tools, in order.
    const NODES: &'static [Node<ToolEntry<S>>];
}

/// A group with prompts, declared by `mcp_tools!`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group of prompts that a server with state `{S}` can take in",
    label = "not a group with prompts",
    note = "declare a group with `mcp_tools! {{ pub Name {{ prompts: [a, b] }} }}`; a single \
            prompt is listed without the two dots"
)]
pub trait PromptGroup<S: 'static, M> {
    /// Its prompts, in order.
    const NODES: &'static [Node<PromptEntry<S>>];
}

/// A group with resources, declared by `mcp_tools!`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group of resources that a server with state `{S}` can take in",
    label = "not a group with resources",
    note = "declare a group with `mcp_tools! {{ pub Name {{ resources: [a, b] }} }}`; a single \
            resource is listed without the two dots"
)]
pub trait ResourceGroup<S: 'static, M> {
    /// Its resources, in order.
    const NODES: &'static [Node<ResourceEntry<S>>];
}
