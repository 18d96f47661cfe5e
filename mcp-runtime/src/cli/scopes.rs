//! `tools --scopes`: which tool needs which scope, as a table for a review.

use crate::server::ServerDefinition;
use crate::table::{AccessRule, ScopeSet};

/// The matrix of a server's items and scopes, in Markdown.
pub(super) fn matrix<S>(definition: &ServerDefinition<S>) -> String {
    let scopes = definition.scopes.all();
    let mut lines = Vec::new();
    let names: Vec<String> = scopes
        .iter()
        .map(|scope| format!("`{}`", scope.name()))
        .collect();
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let head = ["item".to_owned(), "without a token".to_owned()];
    lines.push(row(head.into_iter().chain(names).collect()));
    lines.push(row(vec!["---".to_owned(); scopes.len() + 2]));
    let cells = |name: String, rule: &AccessRule| {
        let open = if rule.is_public { "yes" } else { "" };
        let held = (0..scopes.len()).map(|i| cell(definition, rule, ScopeSet::of(i)));
        row([name, open.to_owned()].into_iter().chain(held).collect())
    };
    let tools = definition.tools().map(|tool| format!("`{}`", tool.name()));
    lines.extend(
        tools
            .zip(definition.tools.rules)
            .map(|(name, rule)| cells(name, rule)),
    );
    let prompts = definition.prompts.iter();
    let prompts = prompts.map(|prompt| format!("prompt `{}`", prompt.name()));
    lines.extend(
        prompts
            .zip(definition.prompts.rules)
            .map(|(name, rule)| cells(name, rule)),
    );
    let resources = definition.resources.iter();
    let resources = resources.map(|resource| format!("resource `{}`", resource.meta().uri));
    lines.extend(
        resources
            .zip(definition.resources.rules)
            .map(|(name, rule)| cells(name, rule)),
    );
    lines.push(String::new());
    lines.extend(scopes.iter().map(|scope| {
        format!(
            "- `{}`: {}{}",
            scope.name(),
            scope.description(),
            implied(definition, scope.name())
        )
    }));
    lines.join("\n").trim_end().to_owned()
}

fn cell<S>(definition: &ServerDefinition<S>, rule: &AccessRule, scope: ScopeSet) -> String {
    let opens = definition.scopes.closed(scope);
    let cell = if rule.needs.has(scope) {
        "needs"
    } else if rule.may_need.has(scope) {
        "may need"
    } else if !rule.needs.is_empty() && opens.has(rule.needs) {
        "implies"
    } else {
        ""
    };
    if rule.is_hidden && rule.needs.has(scope) {
        return format!("{cell}, hidden");
    }
    cell.to_owned()
}

/// The scopes that a scope implies beside itself.
fn implied<S>(definition: &ServerDefinition<S>, name: &str) -> String {
    let scopes = &definition.scopes;
    let implied: Vec<String> = scopes
        .names(scopes.closed(scopes.named(&[name])))
        .filter(|other| *other != name)
        .map(|other| format!("`{other}`"))
        .collect();
    match implied.len() {
        0 => String::new(),
        _ => format!(" (implies {})", implied.join(", ")),
    }
}
