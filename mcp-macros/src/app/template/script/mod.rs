//! What the code of a template says in literals.
//!
//! Code is read token by token, not run and not parsed: names are known by their spelling, and only what stands in a literal
//! is known. A name that a script declares itself isn't taken for the browser's. Not seen: names that are put
//! together (`window["ev" + "al"]`), names behind other names, and escapes within names.

mod calls;
mod declared;
mod lexer;
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
    let scripts: Vec<Vec<lexer::Token>> = page.scripts.iter().map(|code| lexer::tokens(&code.text, code.line)).collect();
    // Scripts of one page see each other's names.
    let declared: BTreeSet<String> = scripts.iter().flat_map(|tokens| declared::declared(tokens)).collect();
    review.calls_more |= page.has_foreign_scripts;
    let mut shakes_hands = page.has_foreign_scripts;
    for list in &scripts {
        let tokens = Tokens { list, declared: &declared };
        calls::review(&tokens, review);
        network::review(&tokens, page.has_import_map, review);
        sandbox::review(&tokens, review);
        shakes_hands |= handshake(&tokens, review);
    }
    if !review.declared.has_runtime && !shakes_hands {
        review.wrong(
            1,
            "no script greets the host, which shows a view only then, and the view runtime is opted out; remove `runtime = false`, or send \
             `ui/initialize`",
        );
    }
}

/// Whether this script does what makes a host show the view.
fn handshake(tokens: &Tokens<'_>, review: &mut Review<'_>) -> bool {
    let mut is_there = false;
    for (at, token) in tokens.list.iter().enumerate() {
        match tokens.text(at) {
            Some("ui/initialize") if review.declared.has_runtime => review.wrong(
                token.line,
                "the view runtime sends `ui/initialize` already, and a host takes it once; use `mcp`, or write `runtime = false`",
            ),
            Some(text) => is_there |= text == "ui/initialize" || text.contains("@modelcontextprotocol/ext-apps"),
            None => is_there |= tokens.is(at, "new") && tokens.is(at + 1, "App") && tokens.punct(at + 2, '('),
        }
    }
    is_there
}
