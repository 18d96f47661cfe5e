//! Which tools a script calls.

use super::super::review::Review;
use super::tokens::{Tokens, before};

pub(super) fn review(tokens: &Tokens<'_>, review: &mut Review<'_>) {
    for at in 0..tokens.list.len() {
        let line = u32::try_from(tokens.list[at].line).unwrap_or(u32::MAX);
        if tokens.is(at, "callTool") {
            let literal = tokens.called(at).and_then(|argument| tokens.literal(argument));
            match literal.filter(|literal| literal.is_whole) {
                Some(tool) => review.calls.push((tool.text.to_owned(), line)),
                None => review.calls_more |= !is_unpacked(tokens, at),
            }
        }
        // What has `mcp` at hand in another way may call anything.
        let is_handed_on = tokens.is(at, "mcp")
            && !before(at, 1).is_some_and(|dot| tokens.punct(dot, '.') && !tokens.is_of_window(at))
            && !tokens.punct(at + 1, '.')
            && !is_unpacking(tokens, at);
        review.calls_more |= is_handed_on || tokens.text(at) == Some("tools/call");
    }
}

/// `{ callTool }` on the left of an assignment, whose calls are seen by their name.
fn is_unpacked(tokens: &Tokens<'_>, at: usize) -> bool {
    let opens = before(at, 1).is_some_and(|before| tokens.punct(before, '{') || tokens.punct(before, ','));
    opens && (tokens.punct(at + 1, ',') || tokens.punct(at + 1, '}'))
}

/// `const { … } = mcp;`
fn is_unpacking(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(equals) = before(at, 1).filter(|equals| tokens.punct(*equals, '=')) else { return false };
    before(equals, 1).is_some_and(|brace| tokens.punct(brace, '}'))
}
