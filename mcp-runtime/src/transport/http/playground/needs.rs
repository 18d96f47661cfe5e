//! The scopes that callers need for each item. No list tells clients, but the page tells those who
//! develop the server.

use serde_json::{Map, Value, json};

use crate::server::ServerDefinition;
use crate::table::AccessRule;

/// The access rule of each tool, prompt and resource, by its method and its name, as JSON. What is
/// hidden isn't there: whoever lacks its scopes doesn't know of it.
pub(super) fn needs<S>(definition: &ServerDefinition<S>) -> String {
    let scopes = &definition.scopes;
    let mut needs = Map::new();
    let mut add = |method: &str, name: String, rule: &AccessRule| {
        if rule.is_hidden {
            return;
        }
        let names = |set| scopes.names(set).collect::<Vec<_>>();
        let rule: Value = json!({
            "public": rule.is_public,
            "needs": names(rule.needs),
            "mayNeed": names(rule.may_need),
        });
        needs.insert(format!("{method}:{name}"), rule);
    };
    for (tool, rule) in definition.tools().zip(definition.tools.rules) {
        add("tools/call", tool.name(), rule);
    }
    for (prompt, rule) in definition.prompts.iter().zip(definition.prompts.rules) {
        add("prompts/get", prompt.name(), rule);
    }
    for (resource, rule) in definition.resources.iter().zip(definition.resources.rules) {
        add("resources/read", resource.meta().uri.to_owned(), rule);
    }
    Value::Object(needs).to_string()
}
