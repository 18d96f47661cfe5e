//! Where a script connects to, and what it imports.

use super::super::review::{Load, Review};
use super::super::url::Url;
use super::tokens::{Literal, Tokens, before};

pub(super) fn review(tokens: &Tokens<'_>, has_import_map: bool, review: &mut Review<'_>) {
    for at in 0..tokens.list.len() {
        let line = tokens.list[at].line;
        if let Some((what, argument)) = connection(tokens, at)
            && let Some(url) = target(tokens, argument)
        {
            review.connect(line, what, url);
        }
        if let Some(module) = import(tokens, at) {
            review.calls_more = true;
            let is_bare =
                Url::of(module.text) == Url::Relative && !module.text.starts_with(['.', '/']);
            if !is_bare {
                module
                    .known()
                    .into_iter()
                    .for_each(|module| review.load(line, "import", Load::Script, module));
            } else if !has_import_map && module.is_whole {
                review.wrong(
                    line,
                    format!(
                        "nothing says where `import` finds \"{}\"; bundle it \
                         into the view's script",
                        module.text
                    ),
                );
            }
        }
    }
}

/// Where an import map finds modules. Its other values, hashes, are no URLs, nor are names without
/// a place.
pub(super) fn map(tokens: &Tokens<'_>, review: &mut Review<'_>) {
    for at in 1..tokens.list.len() {
        if let Some(url) = tokens.text(at).filter(|_| tokens.punct(at - 1, ':'))
            && (Url::of(url) != Url::Relative || url.starts_with(['.', '/']))
        {
            review.load(
                tokens.list[at].line,
                "<script type=importmap>",
                Load::Script,
                url,
            );
        }
    }
}

/// Returns the name of the API that opens a connection here, and the position of its URL argument.
fn connection(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, usize)> {
    let name = tokens.name(at)?;
    let new = match name {
        "WebSocket" => "new WebSocket",
        "EventSource" => "new EventSource",
        "WebTransport" => "new WebTransport",
        "fetch" | "sendBeacon" | "open" => "",
        _ => return None,
    };
    let argument = tokens.called(at)?;
    match name {
        "fetch" => tokens.global(at, "fetch").then_some(("fetch", argument)),
        "sendBeacon" => is_of_navigator(tokens, at).then_some(("sendBeacon", argument)),
        // Of an `XMLHttpRequest`, which has the method first.
        "open" => {
            let is_request = matches!(
                tokens.text(argument),
                Some("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")
            );
            (is_request && tokens.punct(argument + 1, ','))
                .then_some(("XMLHttpRequest", argument + 2))
        }
        name => (tokens.is_new(at) && tokens.global(at, name)).then_some((new, argument)),
    }
}

fn is_of_navigator(tokens: &Tokens<'_>, at: usize) -> bool {
    let dot = before(at, 1).filter(|dot| tokens.punct(*dot, '.'));
    dot.and_then(|dot| before(dot, 1))
        .is_some_and(|object| tokens.global(object, "navigator"))
}

/// Where an argument leads: a text, `new URL("…")`, or `new Request(…)` of either.
fn target(tokens: &Tokens<'_>, at: usize) -> Option<Url> {
    let request = made(tokens, at, "Request")
        .filter(|(_, end)| tokens.ends(*end))
        .map_or(at, |(argument, _)| argument);
    match made(tokens, request, "URL") {
        Some((argument, end))
            if tokens.ends(end)
                || tokens.punct(end, '.') && tokens.is(end + 1, "href") && tokens.ends(end + 2) =>
        {
            let url = tokens.literal(argument)?;
            match url.url()? {
                // It is relative to what comes next, and to nothing that is known otherwise.
                Url::Relative
                    if url.is_whole
                        && !Url::lacks_scheme(url.text)
                        && tokens.punct(argument + 1, ',') =>
                {
                    tokens
                        .literal(argument + 2)?
                        .url()
                        .filter(|base| matches!(base, Url::Absolute(_)))
                }
                Url::Relative | Url::Here => None,
                url => Some(url),
            }
        }
        Some(_) => None,
        None => tokens.literal(request)?.url(),
    }
}

/// Where the argument of `new Name(…)` stands, and what is behind it.
fn made(tokens: &Tokens<'_>, at: usize, name: &str) -> Option<(usize, usize)> {
    let is_it = tokens.is(at, "new") && tokens.global(at + 1, name) && tokens.punct(at + 2, '(');
    is_it
        .then(|| tokens.close(at + 2))
        .flatten()
        .map(|close| (at + 3, close + 1))
}

/// The module that is imported here, as far as it is said: `import "…"`, `import … from "…"`,
/// `export … from "…"`, `import("…")`.
fn import<'t>(tokens: &Tokens<'t>, at: usize) -> Option<Literal<'t>> {
    if before(at, 1).is_some_and(|dot| tokens.punct(dot, '.')) {
        return None;
    }
    let whole = |at| {
        tokens.text(at).map(|text| Literal {
            text,
            is_whole: true,
        })
    };
    match tokens.name(at)? {
        "import" if tokens.punct(at + 1, '(') => Some(tokens.literal(at + 2).unwrap_or(Literal {
            text: "",
            is_whole: false,
        })),
        "import" => whole(at + 1),
        "from" => {
            let ends = before(at, 1).is_some_and(|last| {
                tokens.name(last).is_some() || tokens.punct(last, '}') || tokens.punct(last, '*')
            });
            ends.then(|| whole(at + 1)).flatten()
        }
        _ => None,
    }
}
