//! Where a script connects to, and what it imports.

use super::super::review::{Load, Review};
use super::super::url::Url;
use super::tokens::{Tokens, before};

pub(super) fn review(tokens: &Tokens<'_>, has_import_map: bool, review: &mut Review<'_>) {
    for at in 0..tokens.list.len() {
        let line = tokens.list[at].line;
        if let Some((what, argument)) = connection(tokens, at) {
            let url =
                tokens.literal(argument).and_then(|url| if url.is_whole { Some(Url::of(url.text)) } else { Url::of_beginning(url.text) });
            if let Some(url) = url {
                review.connect(line, what, url);
            }
        }
        if let Some(module) = import(tokens, at) {
            review.calls_more = true;
            let is_bare = Url::of(module) == Url::Relative && !module.starts_with(['.', '/']);
            if !is_bare {
                review.load(line, "import", Load::Script, module);
            } else if !has_import_map {
                review.wrong(line, format!("nothing says where `import` finds \"{module}\"; bundle it into the view's script"));
            }
        }
    }
}

const CONNECTIONS: [&str; 5] = ["fetch", "WebSocket", "EventSource", "sendBeacon", "open"];

/// What connects here, and where its URL stands.
fn connection(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, usize)> {
    let name = tokens.name(at).filter(|name| CONNECTIONS.contains(name))?;
    let argument = tokens.called(at)?;
    let is_new = before(at, 1).is_some_and(|new| tokens.is(new, "new"));
    match name {
        "fetch" if tokens.global(at, "fetch") => Some(("fetch", argument)),
        "WebSocket" if is_new => Some(("new WebSocket", argument)),
        "EventSource" if is_new => Some(("new EventSource", argument)),
        "sendBeacon" => Some(("sendBeacon", argument)),
        // Of an `XMLHttpRequest`, which has the method first.
        "open" if matches!(tokens.text(argument), Some("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")) => {
            tokens.punct(argument + 1, ',').then_some(("XMLHttpRequest", argument + 2))
        }
        _ => None,
    }
}

/// The module that is imported here: `import "…"`, `import … from "…"`, `export … from "…"`, `import("…")`.
fn import<'t>(tokens: &Tokens<'t>, at: usize) -> Option<&'t str> {
    if before(at, 1).is_some_and(|dot| tokens.punct(dot, '.')) {
        return None;
    }
    match tokens.name(at)? {
        "import" if tokens.punct(at + 1, '(') => tokens.text(at + 2),
        "import" => tokens.text(at + 1),
        "from" => {
            let ends = before(at, 1).is_some_and(|last| tokens.name(last).is_some() || tokens.punct(last, '}') || tokens.punct(last, '*'));
            ends.then(|| tokens.text(at + 1)).flatten()
        }
        _ => None,
    }
}
