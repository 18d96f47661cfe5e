//! Which kind of revision a message belongs to, where it isn't one of today's.

use super::incoming::{Incoming, Message};
use crate::protocol::{ErrorCode, PROTOCOL_VERSION, Refusal};

/// A message's revision and session, as its transport states them. Over stdio, an initialized
/// connection counts as a session.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Headers<'a> {
    /// `MCP-Protocol-Version`.
    pub(crate) version: Option<&'a str>,
    /// Whether there is an `Mcp-Session-Id`.
    pub(crate) session: bool,
}

/// Which kind of revision a message belongs to.
#[derive(Debug)]
pub(crate) enum Era {
    /// Today's, whose refusal stands.
    Modern,
    /// It begins a session.
    Initialize(Message),
    /// It belongs to a session.
    Session(Incoming),
    /// It says nothing of either.
    Untold(Option<Box<str>>),
}

/// Tells the era of a body that today's revision can't read.
pub(crate) fn era(body: &[u8], headers: Headers<'_>) -> Era {
    let Some(incoming) = Incoming::read(body) else {
        return Era::Modern;
    };
    if incoming.has_envelope() {
        return Era::Modern;
    }
    match incoming {
        Incoming::One(message @ Message::Request { .. })
            if message.method() == Some("initialize") =>
        {
            Era::Initialize(message)
        }
        // Revisions are named by their dates.
        _ if headers.version.is_some_and(is_modern) => Era::Modern,
        incoming if headers.session => Era::Session(incoming),
        Incoming::One(Message::Request { id, .. }) => Era::Untold(Some(id)),
        // A notification or a response without a session, or a batch: no revision takes it.
        _ => Era::Modern,
    }
}

/// Returns the refusal of a request that doesn't state its revision.
pub(crate) fn untold() -> Refusal {
    let message = "The request says nothing of its revision: send `params._meta` with \
         `io.modelcontextprotocol/protocolVersion` and `io.modelcontextprotocol/clientCapabilities` \
         (2026-07-28), or begin by `initialize`, and over HTTP send the `Mcp-Session-Id` that it \
         gives (earlier revisions)";
    Refusal::new(ErrorCode::InvalidParams, message)
}

/// Whether a version is today's or a later one.
fn is_modern(version: &str) -> bool {
    let is_date = version.len() == PROTOCOL_VERSION.len()
        && version.bytes().zip(PROTOCOL_VERSION.bytes()).all(|(a, b)| {
            if b == b'-' {
                a == b
            } else {
                a.is_ascii_digit()
            }
        });
    is_date && version >= PROTOCOL_VERSION
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENVELOPE: &str = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#;

    fn told(body: &str, version: Option<&str>, session: bool) -> &'static str {
        match era(body.as_bytes(), Headers { version, session }) {
            Era::Modern => "modern",
            Era::Initialize(_) => "initialize",
            Era::Session(_) => "session",
            Era::Untold(_) => "untold",
        }
    }

    #[test]
    fn the_envelope_comes_first_then_initialize_then_the_headers() {
        let request = |method: &str, params: &str| {
            format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{params}}}}}"#)
        };
        for (body, version, session, expected) in [
            (request("initialize", ENVELOPE), None, true, "modern"),
            (
                request("tools/list", ENVELOPE),
                Some("2025-11-25"),
                true,
                "modern",
            ),
            (
                request("initialize", ""),
                Some("2026-07-28"),
                false,
                "initialize",
            ),
            (
                request("initialize", r#""protocolVersion":"2026-07-28""#),
                None,
                true,
                "initialize",
            ),
            (
                request("tools/list", ""),
                Some("2026-07-28"),
                true,
                "modern",
            ),
            (
                request("tools/list", ""),
                Some("2027-01-01"),
                false,
                "modern",
            ),
            (
                request("tools/list", ""),
                Some("2025-11-25"),
                true,
                "session",
            ),
            (request("tools/list", ""), Some("nonsense"), true, "session"),
            (
                request("tools/list", r#""_meta":{"progressToken":1}"#),
                None,
                true,
                "session",
            ),
            (
                request("tools/list", ""),
                Some("2025-11-25"),
                false,
                "untold",
            ),
            (request("tools/list", ""), None, false, "untold"),
            (
                r#"{"jsonrpc":"2.0","id":"x","result":{}}"#.into(),
                None,
                true,
                "session",
            ),
            (
                r#"{"jsonrpc":"2.0","id":"x","result":{}}"#.into(),
                None,
                false,
                "modern",
            ),
            ("[".into(), None, true, "modern"),
            ("[1]".into(), None, true, "session"),
            ("7".into(), None, true, "modern"),
        ] {
            assert_eq!(
                told(&body, version, session),
                expected,
                "{body} {version:?}"
            );
        }
    }
}
