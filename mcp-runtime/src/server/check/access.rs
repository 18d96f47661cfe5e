//! Checks of who may call what, at compile time.

use super::items::first;
use crate::server::ServerDefinition;
use crate::table::{AccessMeta, ConstStr, Name, ScopeTable, nearest};

/// Fails to compile when an item that came by the list item `ordinal` needs a scope that the server
/// doesn't declare, or destroys without needing more than all others.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_access(
    access: &[AccessMeta],
    names: &[Name],
    scopes: &ScopeTable,
    ordinal: usize,
) {
    let mut i = first(names, ordinal);
    while i < names.len() && names[i].ordinal == ordinal {
        if let Some(needs) = access[i].scopes {
            check_declared(needs, &names[i], scopes);
        }
        check_declared(access[i].may_need, &names[i], scopes);
        if access[i].guarded && !scopes.is_empty() {
            let usual = scopes.closed(scopes.default());
            if usual.has(access[i].rule(scopes).needs) {
                unguarded(&names[i]);
            }
        }
        i += 1;
    }
}

#[track_caller]
const fn check_declared(written: &[&str], item: &Name, scopes: &ScopeTable) {
    let mut i = 0;
    while i < written.len() {
        if scopes.position(written[i]).is_none() {
            undeclared(written[i], item, scopes);
        }
        i += 1;
    }
}

/// Fails to compile when nothing needs the scope at this place of the server's list. Says nothing
/// where an item needs one that isn't declared, which may be meant.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_scope<S>(definition: &ServerDefinition<S>, position: usize) {
    let table = &definition.scopes;
    let scope = &table.all()[position];
    let set = table.named(&[scope.name()]);
    let mut is_needed = false;
    let mut i = 0;
    while i < definition.tools.entries.len() {
        let meta = &definition.tools.entries[i].1.meta.access;
        if !is_known(meta, table) {
            return;
        }
        let rule = &definition.tools.rules[i];
        is_needed |= rule.needs.has(set) || rule.may_need.has(set);
        i += 1;
    }
    i = 0;
    while i < definition.prompts.entries.len() {
        let meta = &definition.prompts.entries[i].1.meta.access;
        if !is_known(meta, table) {
            return;
        }
        let rule = &definition.prompts.rules[i];
        is_needed |= rule.needs.has(set) || rule.may_need.has(set);
        i += 1;
    }
    i = 0;
    while i < definition.resources.entries.len() {
        let meta = &definition.resources.entries[i].1.meta.access;
        if !is_known(meta, table) {
            return;
        }
        let rule = &definition.resources.rules[i];
        is_needed |= rule.needs.has(set) || rule.may_need.has(set);
        i += 1;
    }
    if !is_needed {
        needless(scope.name());
    }
}

const fn is_known(access: &AccessMeta, scopes: &ScopeTable) -> bool {
    let mut i = 0;
    while i < access.may_need.len() {
        if scopes.position(access.may_need[i]).is_none() {
            return false;
        }
        i += 1;
    }
    let Some(needs) = access.scopes else {
        return true;
    };
    i = 0;
    while i < needs.len() {
        if scopes.position(needs[i]).is_none() {
            return false;
        }
        i += 1;
    }
    true
}

#[track_caller]
const fn undeclared(scope: &str, item: &Name, scopes: &ScopeTable) -> ! {
    let text = ConstStr::new()
        .push("`")
        .name(item)
        .push("` (at ")
        .at(item.location)
        .push(") needs the scope `")
        .push(scope)
        .push("`, which this server doesn't declare; ");
    if scopes.is_empty() {
        let text = text
            .push("declare it: `scopes: { \"")
            .push(scope)
            .push("\": \"What it allows\" }`");
        panic!("{}", text.as_str())
    }
    let mut names = [Name::NOTHING; 128];
    let mut i = 0;
    while i < scopes.all().len() {
        names[i].name = scopes.all()[i].name();
        i += 1;
    }
    let text = match nearest(&names, scope) {
        Some(meant) => text.push("did you mean `").name(meant).push("`?"),
        None => text.push("add it to `scopes: { … }`, or write one that is there"),
    };
    panic!("{}", text.as_str())
}

#[track_caller]
const fn unguarded(item: &Name) -> ! {
    let text = ConstStr::new()
        .push("`")
        .name(item)
        .push("` (at ")
        .at(item.location)
        .push(
            ") is destructive and needs no more than what every caller has; name a scope of its \
             own, such as `scopes(\"projects:delete\")`, or write `allow_default_scopes` if that \
             is meant",
        );
    panic!("{}", text.as_str())
}

#[track_caller]
const fn needless(scope: &str) -> ! {
    let text = ConstStr::new()
        .push("nothing needs the scope `")
        .push(scope)
        .push("`; write `scopes(\"")
        .push(scope)
        .push(
            "\")` on what it guards, or remove it; for what only runs will tell, put \
             `#[allow(unused)]` before it",
        );
    panic!("{}", text.as_str())
}
