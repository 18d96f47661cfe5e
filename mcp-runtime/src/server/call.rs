use std::sync::Arc;

use bytes::Bytes;

use super::Core;
use crate::params::{Context, Emitter, Principal};
use crate::protocol::{ClientCapability, LogLevel, Request};

/// One call of a tool, as injected parameters see it.
///
/// [`FromCall`](crate::FromCall) makes a value of your own type from it.
#[derive(Debug)]
pub struct Call<S: 'static> {
    pub(super) core: Arc<Core<S>>,
    /// Where the tool stands in the table.
    pub(super) position: usize,
    pub(super) principal: Principal,
    pub(super) http: Option<http::request::Parts>,
    pub(super) request: RequestData,
    /// Of a tool that may emit.
    pub(super) emitter: Option<Arc<Emitter>>,
}

impl<S: 'static> Call<S> {
    /// The server's state.
    pub fn state(&self) -> &S {
        self.core.state()
    }

    /// Who calls.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The HTTP request that carried the call, if one did.
    pub fn http(&self) -> Option<&http::request::Parts> {
        self.http.as_ref()
    }

    /// The tool's name, as the server lists it.
    pub fn tool_name(&self) -> &str {
        &self.core.tool(self.position).name
    }

    /// Whether the client declared a capability with this request.
    pub fn supports(&self, capability: ClientCapability) -> bool {
        self.request.supports(capability)
    }

    /// The context that a tool would get. A type that hands it on to the tool says so by
    /// [`Injected::EMITS`](crate::Injected::EMITS); otherwise what is sent by it goes nowhere.
    pub fn context(&self) -> Context {
        let emitter = self.emitter.clone().unwrap_or_default();
        Context::new(self.core.tool(self.position).name.clone(), self.request.clone(), emitter, self.core.tasks().clone())
    }

    pub(super) fn server_info(&self) -> &str {
        self.core.server_info()
    }
}

/// What of a request outlives the pass over it: its bytes, and where in them the parts are.
#[derive(Clone, Debug)]
pub(crate) struct RequestData {
    body: Bytes,
    id: Span,
    capabilities: Span,
    client_info: Option<Span>,
    progress_token: Option<Span>,
    log_level: Option<LogLevel>,
}

impl RequestData {
    /// `request` was read from `body`.
    pub(crate) fn new(body: &Bytes, request: &Request<'_>) -> Self {
        let span = |part: &str| Span::of(part, body);
        Self {
            id: span(request.id),
            capabilities: span(request.meta.capabilities),
            client_info: request.meta.client_info.map(span),
            progress_token: request.meta.progress_token.map(span),
            log_level: request.meta.log_level,
            body: body.clone(),
        }
    }

    pub(crate) fn body(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
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

    pub(crate) fn emitter(&self) -> Emitter {
        Emitter::new(self.progress_token.map(|span| span.text(&self.body)), self.log_level)
    }

    pub(crate) fn supports(&self, capability: ClientCapability) -> bool {
        let declared: serde_json::Map<String, serde_json::Value> = serde_json::from_str(self.capabilities()).unwrap_or_default();
        declared.get(capability.key()).is_some_and(serde_json::Value::is_object)
    }
}

/// A part of a body, by its place.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// `part` is a slice of `whole`; anything else becomes empty.
    fn of(part: &str, whole: &[u8]) -> Self {
        let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
        match start.checked_add(part.len()) {
            Some(end) if end <= whole.len() => Self { start, end },
            _ => Self { start: 0, end: 0 },
        }
    }

    fn text(self, whole: &[u8]) -> &str {
        whole.get(self.start..self.end).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or_default()
    }
}
