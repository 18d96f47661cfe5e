//! Finds the browser features that a script uses and hosts block.

use super::super::Lint;
use super::super::review::Review;
use super::super::url::Url;
use super::tokens::{Tokens, before};

pub(super) fn review(tokens: &Tokens<'_>, review: &mut Review<'_>) {
    for at in 0..tokens.list.len() {
        let Some(name) = tokens.name(at) else {
            continue;
        };
        let line = tokens.list[at].line;
        if let Some((lint, what, instead)) = eval(tokens, at, name)
            .or_else(|| storage(tokens, at, name))
            .or_else(|| outside(tokens, at, name))
        {
            // Code that is evaluated from strings may call any tool.
            review.calls_more |= lint == Lint::Eval && what != "WebAssembly";
            let why = match lint {
                Lint::Eval => "doesn't run in hosts, whose policy allows no code from texts",
                Lint::Storage => "is missing in some hosts, and forgotten in others",
                Lint::Worker => {
                    "doesn't start in a view, which has no files of its own, and hosts allow no \
                     `blob:`"
                }
                Lint::WindowOpen if what == "location" => {
                    "leads the view away, and hosts show nothing in its place"
                }
                _ => "does nothing in most hosts",
            };
            review.lint(lint, line, &format!("`{what}` {why}"), instead);
        }
    }
}

type Found = Option<(Lint, &'static str, &'static str)>;

fn eval(tokens: &Tokens<'_>, at: usize, name: &str) -> Found {
    let is_global = |name| tokens.global(at, name);
    let instead = "write the code out";
    match name {
        "eval" if is_global("eval") && tokens.called(at).is_some() => {
            Some((Lint::Eval, "eval", instead))
        }
        "Function" if is_global("Function") && tokens.called(at).is_some() => {
            Some((Lint::Eval, "new Function", instead))
        }
        "setTimeout" | "setInterval"
            if is_global(name)
                && tokens
                    .called(at)
                    .is_some_and(|code| tokens.literal(code).is_some()) =>
        {
            Some((Lint::Eval, "setTimeout with a text", "give it a function"))
        }
        "WebAssembly" if is_global("WebAssembly") => Some((
            Lint::Eval,
            "WebAssembly",
            "compute it in a tool of the server",
        )),
        _ => None,
    }
}

fn storage(tokens: &Tokens<'_>, at: usize, name: &str) -> Found {
    let what = match name {
        "localStorage" => "localStorage",
        "sessionStorage" => "sessionStorage",
        "indexedDB" => "indexedDB",
        "document" if tokens.punct(at + 1, '.') && tokens.is(at + 2, "cookie") => "document.cookie",
        _ => return None,
    };
    // `{ localStorage: … }` is a name of the script's own.
    let is_it = tokens.global(at, name) && !tokens.punct(at + 1, ':');
    is_it.then_some((
        Lint::Storage,
        what,
        "keep what must last on the server, behind a tool",
    ))
}

fn outside(tokens: &Tokens<'_>, at: usize, name: &str) -> Found {
    let is_new = tokens.is_new(at);
    match name {
        "location" if leads_away(tokens, at) => {
            Some((Lint::WindowOpen, "location", "write `mcp.openLink(url)`"))
        }
        "open"
            if tokens
                .called(at)
                .is_some_and(|url| tokens.is_of_window(at) || opens_url(tokens, at, url)) =>
        {
            Some((Lint::WindowOpen, "window.open", "write `mcp.openLink(url)`"))
        }
        "alert" | "confirm" | "prompt"
            if tokens.global(at, name) && tokens.called(at).is_some() =>
        {
            let what = match name {
                "alert" => "alert",
                "confirm" => "confirm",
                _ => "prompt",
            };
            Some((
                Lint::Dialog,
                what,
                "show it in the document, such as by a `<dialog>`",
            ))
        }
        "Worker" if is_new && tokens.global(at, name) => Some((
            Lint::Worker,
            "new Worker",
            "do the work in the view, or in a tool",
        )),
        "SharedWorker" if is_new && tokens.global(at, name) => Some((
            Lint::Worker,
            "new SharedWorker",
            "do the work in the view, or in a tool",
        )),
        "serviceWorker"
            if before(at, 2).is_some_and(|navigator| tokens.is(navigator, "navigator")) =>
        {
            Some((Lint::Worker, "navigator.serviceWorker", "remove it"))
        }
        _ => None,
    }
}

/// `open("https://…")`, which is not a function of the script's own.
fn opens_url(tokens: &Tokens<'_>, at: usize, url: usize) -> bool {
    tokens.global(at, "open")
        && tokens
            .literal(url)
            .is_some_and(|url| url.text.starts_with("http"))
}

/// `location.href = "https://…"`, `location.assign("https://…")`, and `window.location =
/// "https://…"`.
fn leads_away(tokens: &Tokens<'_>, at: usize) -> bool {
    let dot = before(at, 1).filter(|dot| tokens.punct(*dot, '.'));
    let is_of_document = dot
        .and_then(|dot| before(dot, 1))
        .is_some_and(|object| tokens.global(object, "document"));
    if !is_of_document && !tokens.global(at, "location") {
        return false;
    }
    let url = match tokens.name(at + 2).filter(|_| tokens.punct(at + 1, '.')) {
        Some("href") if tokens.punct(at + 3, '=') => tokens.value(at + 4),
        // A text has a `replace`, too, which takes two.
        Some("assign" | "replace") if tokens.punct(at + 3, '(') && !tokens.punct(at + 5, ',') => {
            tokens.literal(at + 4)
        }
        // By itself it could be a class's own.
        None if (is_of_document || tokens.is_of_window(at)) && tokens.punct(at + 1, '=') => {
            tokens.value(at + 2)
        }
        _ => None,
    };
    url.and_then(|url| url.url())
        .is_some_and(|url| matches!(url, Url::Absolute(_) | Url::Relative))
}
