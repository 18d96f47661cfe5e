//! Changes, told to those who listen.

use mcp_runtime::prelude::*;

/// Tell subscribers that the list of tools has changed (it has not).
#[mcp_tool]
fn test_trigger_tool_change(notify: Notify, _may_change_lists: Visibility) -> &'static str {
    notify.tools_changed();
    "told"
}

/// Tell subscribers that the list of prompts has changed (it has not).
#[mcp_tool]
fn test_trigger_prompt_change(notify: Notify) -> &'static str {
    notify.prompts_changed();
    "told"
}

/// Tell subscribers that a resource has changed.
#[mcp_tool]
fn touch_resource(
    /// The resource's URI
    #[mcp(format = "uri")]
    uri: String,
    notify: Notify,
) -> &'static str {
    notify.resource_updated(uri);
    "told"
}

mcp_tools! { pub Tools: [test_trigger_tool_change, test_trigger_prompt_change, touch_resource] }
