//! The parts of a request that a call keeps.

use std::fmt;

use bytes::Bytes;

use crate::protocol::{ClientCapability, LogLevel, Request};
use crate::response::Emitter;

/// The stored request: its bytes, and where in them its parts are.
#[derive(Clone)]
pub(crate) struct RequestData {
    body: Bytes,
    id: Part,
    capabilities: Part,
    client_info: Option<Part>,
    progress_token: Option<Part>,
    arguments: Option<Part>,
    log_level: Option<LogLevel>,
}

/// Without the contents: a client's data must not be logged.
impl fmt::Debug for RequestData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestData")
            .field("id", &self.id())
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl RequestData {
    /// `request` was read from `body`.
    pub(crate) fn new(body: &Bytes, request: &Request<'_>) -> Self {
        let span = |part: &str| Part::of(part, body);
        Self {
            id: span(request.id),
            capabilities: span(request.meta.capabilities),
            client_info: request.meta.client_info.map(span),
            progress_token: request.meta.progress_token.map(span),
            arguments: request.params.arguments.map(span),
            log_level: request.meta.log_level,
            body: body.clone(),
        }
    }

    /// The same, without what only a call needs: a subscription lasts, and its body with it.
    pub(crate) fn only_id(&self) -> Self {
        Self::of_id(self.id())
    }

    /// Of a request of which nothing is kept but its id, as JSON text.
    pub(crate) fn of_id(id: &str) -> Self {
        let nothing = Part { start: 0, end: 0 };
        Self {
            body: Bytes::copy_from_slice(id.as_bytes()),
            id: Part {
                start: 0,
                end: id.len(),
            },
            capabilities: nothing,
            client_info: None,
            progress_token: None,
            arguments: None,
            log_level: None,
        }
    }

    pub(crate) fn body(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a body that was parsed is UTF-8")
    }

    pub(crate) fn id(&self) -> &str {
        self.id.text(&self.body)
    }

    pub(crate) fn capabilities(&self) -> &str {
        self.capabilities.text(&self.body)
    }

    pub(crate) fn client_info(&self) -> Option<&str> {
        self.client_info.map(|span| span.text(&self.body))
    }

    /// JSON text.
    pub(crate) fn arguments(&self) -> Option<&str> {
        self.arguments.map(|span| span.text(&self.body))
    }

    pub(crate) fn emitter(&self) -> Emitter {
        Emitter::new(
            self.progress_token.map(|span| span.text(&self.body)),
            self.log_level,
        )
    }

    pub(crate) fn supports(&self, capability: ClientCapability) -> bool {
        let declared: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(self.capabilities()).unwrap_or_default();
        declared
            .get(capability.key())
            .is_some_and(serde_json::Value::is_object)
    }
}

/// A part of a body, by its place.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: usize,
    end: usize,
}

impl Part {
    /// Returns the place of `part`, which is a slice of `whole`.
    fn of(part: &str, whole: &[u8]) -> Self {
        let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
        match start.checked_add(part.len()) {
            Some(end) if end <= whole.len() => Self { start, end },
            _ => unreachable!("a part of a request is a slice of its body"),
        }
    }

    fn text(self, whole: &[u8]) -> &str {
        std::str::from_utf8(&whole[self.start..self.end]).expect("a body that was parsed is UTF-8")
    }
}
