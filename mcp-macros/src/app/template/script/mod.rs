//! Reviews the scripts of a template, as far as literals tell.
//!
//! Code is read token by token, not run and not parsed: names are known by their spelling, and only
//! what stands in a literal is known. A name that a script declares itself isn't taken for the
//! browser's. Not seen: names that are put together (`window["ev" + "al"]`), names behind other
//! names, and escapes within names.

mod calls;
mod declared;
mod lexer;
mod made;
mod network;
mod sandbox;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::BTreeSet;

use super::document::Page;
use super::review::Review;
use tokens::Tokens;

pub(super) fn review(page: &Page, review: &mut Review<'_>) {
    let shakes_hands = read(page, review);
    if !review.declared.has_runtime && !shakes_hands {
        review.wrong(
            1,
            "no script greets the host, which shows a view only then, and the view runtime is opted out; remove `runtime = false`, or send \
             `ui/initialize`",
        );
    }
}

/// The scripts of a document, and of its frames: whether its own greet the host.
fn read(page: &Page, review: &mut Review<'_>) -> bool {
    let scripts: Vec<Vec<lexer::Token>> = page
        .scripts
        .iter()
        .map(|code| lexer::tokens(&code.text, code.line))
        .collect();
    // Scripts of one page see each other's names.
    let bound: Vec<String> = scripts
        .iter()
        .flat_map(|tokens| declared::declared(tokens))
        .collect();
    let declared: BTreeSet<String> = bound.iter().cloned().collect();
    let scripts: Vec<Tokens<'_>> = scripts
        .iter()
        .map(|list| Tokens {
            list,
            declared: &declared,
        })
        .collect();
    let made = made::Elements::of(&scripts, &bound);
    let mut shakes_hands = page.has_foreign_scripts;
    review.calls_more |= page.has_foreign_scripts;
    for map in &page.import_maps {
        network::map(
            &Tokens {
                list: &lexer::tokens(&map.text, map.line),
                declared: &BTreeSet::new(),
            },
            review,
        );
    }
    for tokens in &scripts {
        calls::review(tokens, review);
        network::review(tokens, !page.import_maps.is_empty(), review);
        made.review(tokens, review);
        sandbox::review(tokens, review);
        // A script in a frame sends its messages to the view, so it can't greet the host.
        shakes_hands |= review.frames == 0 && handshake(tokens, review);
    }
    review.frames += 1;
    for frame in &page.frames {
        read(frame, review);
    }
    review.frames -= 1;
    shakes_hands
}

/// Whether this script does what makes a host show the view.
fn handshake(tokens: &Tokens<'_>, review: &mut Review<'_>) -> bool {
    let mut is_there = false;
    for (at, token) in tokens.list.iter().enumerate() {
        match tokens.text(at) {
            Some("ui/initialize") if review.declared.has_runtime => review.wrong(
                token.line,
                "the view runtime sends `ui/initialize` already, and a host takes it once; use \
                 `mcp`, or write `runtime = false`",
            ),
            Some(text) => {
                is_there |=
                    text == "ui/initialize" || text.contains("@modelcontextprotocol/ext-apps");
            }
            None => {
                is_there |=
                    tokens.is(at, "new") && tokens.is(at + 1, "App") && tokens.punct(at + 2, '(');
            }
        }
    }
    is_there
}
