//! Checks of scopes that need two tools at a time: a view and what it calls, a handle and what
//! mints it.

use super::apps::AppUse;
use super::handles::is_same_kind;
use super::items::first;
use crate::server::ToolEntry;
use crate::table::{AppMeta, ConstStr, HandleMeta, Location, Name, SEED, ScopeTable, hash};

/// Fails to compile when a tool that came by the list item `ordinal` shows a view that calls a tool
/// which needs more: whoever sees the view couldn't use it.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_view_scopes<S>(
    tools: &[(usize, ToolEntry<S>)],
    names: &[Name],
    uses: &[AppUse],
    scopes: &ScopeTable,
    ordinal: usize,
) {
    let mut i = first(names, ordinal);
    while i < names.len() && names[i].ordinal == ordinal {
        if let Some(view) = tools[i].1.app
            && tells_callers_apart(tools, scopes)
        {
            check_view(&tools[i].1, &names[i], view, tools, (names, uses), scopes);
        }
        i += 1;
    }
}

/// Whether one caller may use what another one may not. Most servers are open, and large ones are
/// soon beyond what the compiler evaluates.
const fn tells_callers_apart<S>(tools: &[(usize, ToolEntry<S>)], scopes: &ScopeTable) -> bool {
    let mut i = 0;
    while i < tools.len() && scopes.is_empty() {
        if tools[i].1.meta.access.rule(scopes).is_public {
            return true;
        }
        i += 1;
    }
    !scopes.is_empty()
}

#[track_caller]
const fn check_view<S>(
    shows: &ToolEntry<S>,
    name: &Name,
    view: &AppMeta,
    tools: &[(usize, ToolEntry<S>)],
    (names, uses): (&[Name], &[AppUse]),
    scopes: &ScopeTable,
) {
    let rule = shows.meta.access.rule(scopes);
    let held = scopes.closed(rule.needs.with(rule.may_need));
    let mut c = 0;
    while c < view.calls.len() {
        let tool = view.calls[c].tool;
        let (hash, mut i) = (hash(SEED, tool.as_bytes()), 0);
        while i < names.len() {
            if uses[i].hash == hash && names[i].is(tool) {
                let called = tools[i].1.meta.access.rule(scopes);
                let needs_a_caller = rule.is_public && !called.is_public;
                if !held.has(called.needs) || needs_a_caller {
                    calls_more(name, view, c);
                }
            }
            i += 1;
        }
        c += 1;
    }
}

/// Fails to compile when a tool that came by the list item `ordinal` takes a kind of handle that
/// nobody can mint who has the scopes to take it, and nobody take who has those to mint it.
///
/// # Panics
///
/// So that the compiler reports it.
#[track_caller]
pub const fn check_handle_scopes<S>(
    tools: &[(usize, ToolEntry<S>)],
    names: &[Name],
    scopes: &ScopeTable,
    ordinal: usize,
) {
    let mut i = first(names, ordinal);
    while i < names.len() && names[i].ordinal == ordinal && !scopes.is_empty() {
        let (params, mut p) = (tools[i].1.params, 0);
        while p < params.len() {
            if let Some(kind) = params[p].handles.takes
                && !kind.external
            {
                check_taker(&tools[i].1, &names[i], kind, tools, scopes);
            }
            p += 1;
        }
        i += 1;
    }
}

#[track_caller]
const fn check_taker<S>(
    takes: &ToolEntry<S>,
    name: &Name,
    kind: &HandleMeta,
    tools: &[(usize, ToolEntry<S>)],
    scopes: &ScopeTable,
) {
    let taker = takes.meta.access.rule(scopes);
    let can_take = scopes.closed(taker.needs.with(taker.may_need));
    let (mut is_minted, mut i) = (false, 0);
    while i < tools.len() {
        if mints(&tools[i].1, kind) {
            is_minted = true;
            let minter = tools[i].1.meta.access.rule(scopes);
            let can_mint = scopes.closed(minter.needs.with(minter.may_need));
            if can_mint.has(taker.needs) || can_take.has(minter.needs) {
                return;
            }
        }
        i += 1;
    }
    // That nothing mints it at all is another mistake, which is reported elsewhere.
    if is_minted {
        out_of_reach(name, kind);
    }
}

const fn mints<S>(tool: &ToolEntry<S>, kind: &HandleMeta) -> bool {
    let (mut found, mut p) = (is_kind(tool.returns.mints, kind), 0);
    while p < tool.params.len() {
        found |= is_kind(tool.params[p].handles.may_mint, kind);
        p += 1;
    }
    found
}

const fn is_kind(used: Option<&HandleMeta>, kind: &HandleMeta) -> bool {
    match used {
        Some(used) => is_same_kind(used, kind),
        None => false,
    }
}

#[track_caller]
const fn calls_more(tool: &Name, view: &AppMeta, call: usize) -> ! {
    let text = ConstStr::new()
        .push("`")
        .name(tool)
        .push("` (at ")
        .at(tool.location)
        .push(") shows a view that calls `")
        .push(view.calls[call].tool)
        .push("` (at ")
        .at(Location {
            file: view.file,
            line: view.calls[call].line,
        })
        .push(
            "), which needs more scopes; let both need the same, or write on the first what its \
             view may come to need: `may_need(\"…\")`",
        );
    panic!("{}", text.as_str())
}

#[track_caller]
const fn out_of_reach(tool: &Name, kind: &HandleMeta) -> ! {
    let text = ConstStr::new()
        .push("`")
        .name(tool)
        .push("` (at ")
        .at(tool.location)
        .push(") takes the handle `")
        .push(kind.name)
        .push(
            "`, and what mints it needs other scopes: nobody with the scopes of one could use \
             the other; let one of the two imply the other, or both need the same",
        );
    panic!("{}", text.as_str())
}
