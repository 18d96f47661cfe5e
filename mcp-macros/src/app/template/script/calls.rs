//! Which tools a script calls.

use super::super::review::Review;
use super::tokens::{Tokens, before};
use crate::diagnostics::suggest;

pub(super) fn review(tokens: &Tokens<'_>, review: &mut Review<'_>) {
    for at in 0..tokens.list.len() {
        let line = u32::try_from(tokens.list[at].line).unwrap_or(u32::MAX);
        if tokens.is(at, "callTool") {
            let literal = tokens
                .called(at)
                .and_then(|argument| tokens.literal(argument));
            match literal.filter(|literal| literal.is_whole && is_of_mcp(tokens, at)) {
                Some(tool) => review.calls.push((tool.text.to_owned(), line)),
                None => review.calls_more |= !is_unpacked(tokens, at),
            }
        }
        unknown(tokens, at, review);
        // If `mcp` is used as a value, such as passed to a function, any tool may be called.
        let is_handed_on = tokens.is(at, "mcp")
            && !before(at, 1).is_some_and(|dot| tokens.punct(dot, '.') && !tokens.is_of_window(at))
            && !tokens.punct(at + 1, '.')
            && !is_unpacking(tokens, at);
        review.calls_more |= is_handed_on || tokens.text(at) == Some("tools/call");
    }
}

/// Alone, or of `mcp`; what another object does with it isn't known.
fn is_of_mcp(tokens: &Tokens<'_>, at: usize) -> bool {
    match before(at, 1).filter(|dot| tokens.punct(*dot, '.')) {
        Some(dot) => before(dot, 1).is_some_and(|object| tokens.is(object, "mcp")),
        None => true,
    }
}

/// The members of `mcp`, the view runtime's global object.
const MCP: [&str; 16] = [
    "ready",
    "displayModes",
    "context",
    "onResult",
    "onInput",
    "onPartialInput",
    "onCancelled",
    "onContext",
    "onTeardown",
    "callTool",
    "readResource",
    "openLink",
    "message",
    "updateModelContext",
    "requestDisplayMode",
    "log",
];

/// A name that the view runtime doesn't have would stop the script, and the view would show
/// nothing.
fn unknown(tokens: &Tokens<'_>, at: usize, review: &mut Review<'_>) {
    if !review.declared.has_runtime || !tokens.global(at, "mcp") || !tokens.punct(at + 1, '.') {
        return;
    }
    if review.frames > 0 {
        return review.wrong(
            tokens.list[at].line,
            "the document of a frame has no `mcp` of its own; write `parent.mcp`",
        );
    }
    let Some(name) = tokens.name(at + 2).filter(|name| !MCP.contains(name)) else {
        return;
    };
    // Something of the script's own.
    if tokens.punct(at + 3, '=') && !tokens.punct(at + 4, '=') {
        return;
    }
    review.wrong(
        tokens.list[at + 2].line,
        format!("`mcp` has no `{name}`; {}", suggest(name, &MCP)),
    );
}

/// `{ callTool }` on the left of an assignment, whose calls are seen by their name.
fn is_unpacked(tokens: &Tokens<'_>, at: usize) -> bool {
    let opens =
        before(at, 1).is_some_and(|before| tokens.punct(before, '{') || tokens.punct(before, ','));
    opens && (tokens.punct(at + 1, ',') || tokens.punct(at + 1, '}'))
}

/// `const { … } = mcp;`
fn is_unpacking(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(equals) = before(at, 1).filter(|equals| tokens.punct(*equals, '=')) else {
        return false;
    };
    before(equals, 1).is_some_and(|brace| tokens.punct(brace, '}'))
}
