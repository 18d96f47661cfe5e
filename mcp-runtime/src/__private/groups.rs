//! Names that expansions of `mcp_tools!` and of a server's lists use.

use super::{
    Node, Prompt, PromptEntry, PromptGroup, Resource, ResourceEntry, ResourceGroup, Tool,
    ToolEntry, ToolGroup,
};

/// The type is a tool's companion.
pub const fn assert_tool<T: Tool>() {}

/// The type is a prompt's companion.
pub const fn assert_prompt_item<P: Prompt>() {}

/// The type is a resource's companion.
pub const fn assert_resource_item<R: Resource>() {}

/// The type is a group with tools.
pub const fn assert_tool_group<G: WithTools>() {}

/// The type is a group with prompts.
pub const fn assert_prompt_group<G: WithPrompts>() {}

/// The type is a group with resources.
pub const fn assert_resource_group<G: WithResources>() {}

/// A group with tools that `mcp_tools!` declares, for a server with any state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group of tools",
    label = "not a group of tools",
    note = "declare a group with `mcp_tools! {{ pub Name: [a, b] }}`; a single tool is listed \
            without the two dots"
)]
pub trait WithTools {}

/// A group with prompts that `mcp_tools!` declares, for a server with any state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group of prompts",
    label = "not a group with prompts",
    note = "declare a group with `mcp_tools! {{ pub Name {{ prompts: [a, b] }} }}`; a single \
            prompt is listed without the two dots"
)]
pub trait WithPrompts {}

/// A group with resources that `mcp_tools!` declares, for a server with any state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group of resources",
    label = "not a group with resources",
    note = "declare a group with `mcp_tools! {{ pub Name {{ resources: [a, b] }} }}`; a single \
            resource is listed without the two dots"
)]
pub trait WithResources {}

/// The tools of a group, for a server with state `S`.
pub const fn tool_group<G: ToolGroup<S, M>, S: 'static, M>() -> &'static [Node<ToolEntry<S>>] {
    G::NODES
}

/// The prompts of a group, for a server with state `S`.
pub const fn prompt_group<G: PromptGroup<S, M>, S: 'static, M>() -> &'static [Node<PromptEntry<S>>]
{
    G::NODES
}

/// The resources of a group, for a server with state `S`.
pub const fn resource_group<G: ResourceGroup<S, M>, S: 'static, M>()
-> &'static [Node<ResourceEntry<S>>] {
    G::NODES
}
