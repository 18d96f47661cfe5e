//! From a body to an answer: one parse, one look-up, one call. Refusals come in the protocol's order.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::HeaderMap;

use super::build::MirroredParam;
use super::tool::Incoming;
use super::{Call, Core, RequestData, ToolEntry};
use crate::params::read::entries;
use crate::params::{Emitter, Principal};
use crate::protocol::{self, ErrorCode, Message, Refusal, Request, SUPPORTED_VERSIONS, Shape, shape};
use crate::response::{Outcome, ResultWriter, ToolError};

/// The parts of a message that travel beside it, for those who route without reading it.
pub(crate) struct Mirrored<'a> {
    pub(crate) version: Field<'a>,
    pub(crate) method: Field<'a>,
    pub(crate) name: Field<'a>,
    /// For `Mcp-Param-*`.
    pub(crate) headers: &'a HeaderMap,
}

/// A header's value, as often as it came.
#[derive(Clone, Copy, Default)]
pub(crate) enum Field<'a> {
    #[default]
    Missing,
    Once(&'a [u8]),
    Twice,
}

impl<'a> Field<'a> {
    pub(crate) fn add(&mut self, value: &'a [u8]) {
        *self = match self {
            Self::Missing => Self::Once(value),
            _ => Self::Twice,
        };
    }

    fn of(headers: &'a HeaderMap, name: &http::HeaderName) -> Self {
        let mut field = Self::Missing;
        for value in headers.get_all(name) {
            field.add(value.as_bytes());
        }
        field
    }
}

/// What becomes of a message.
pub(crate) enum Answer {
    /// A response is there, in a piece of its own and one that others share.
    Fixed(Bytes, Bytes),
    /// An error response, and the HTTP status it goes with.
    Refused(u16, Vec<u8>),
}

impl Answer {
    /// The message in one piece.
    pub(crate) fn into_message(self) -> Vec<u8> {
        match self {
            Self::Fixed(head, tail) => [head, tail].concat(),
            Self::Refused(_, message) => message,
        }
    }
}

/// A call that has begun.
pub(crate) struct CallInFlight<S: 'static> {
    pub(crate) future: BoxFuture<'static, Outcome>,
    /// Of a tool that may emit.
    pub(crate) emitter: Option<Arc<Emitter>>,
    pub(crate) timeout: Duration,
    core: Arc<Core<S>>,
    position: usize,
    request: RequestData,
}

impl<S> ToolRoute<'_, S> {
    /// The request's id, as JSON text.
    #[cfg(feature = "stdio")]
    pub(crate) fn id(&self) -> &str {
        self.request.id
    }
}

impl<S> CallInFlight<S> {
    /// The answer that the call's end gives.
    pub(crate) fn answer(&self, outcome: Outcome) -> (u16, Vec<u8>) {
        match outcome {
            Outcome::Response { body, .. } => (200, body),
            Outcome::Refused(refusal) => (refusal.status(), refusal.to_json(Some(self.request.id()))),
        }
    }

    /// The end of a call that took too long.
    pub(crate) fn timed_out(&self) -> Outcome {
        let name = &self.core.tool(self.position).name;
        tracing::warn!(tool = &**name, timeout = ?self.timeout, "a call took too long and was stopped");
        let message = format!("`{name}` took longer than {:?} and was stopped", self.timeout);
        ResultWriter::new(self.request.id()).finish(Err(ToolError::new(message)), name, self.core.server_info())
    }

    #[cfg(feature = "http")]
    pub(crate) fn silence(&self) -> Duration {
        self.core.settings().silence
    }

    #[cfg(feature = "http")]
    pub(crate) fn tasks(&self) -> &tokio_util::task::TaskTracker {
        self.core.tasks()
    }
}

/// Longer than any call; what goes beyond it can't be added to a clock.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// What a message asks for, once it is known to be right.
pub(crate) enum Routed<'a, S: 'static> {
    /// A notification, which gets no answer.
    Notified(Cow<'a, str>),
    /// Nothing more to do.
    Answered(Answer),
    /// This tool is to be called.
    Tool(ToolRoute<'a, S>),
}

/// A tool that is to be called, and the request that says so.
pub(crate) struct ToolRoute<'a, S: 'static> {
    position: usize,
    entry: &'static ToolEntry<S>,
    request: Request<'a>,
}

/// Reads one message and finds what it asks for. `mirrored` is what its transport says of it beside the body, if it
/// says anything.
pub(crate) fn route<'a, S>(core: &Core<S>, body: &'a [u8], mirrored: Option<&Mirrored<'_>>) -> Routed<'a, S> {
    let request = match Message::parse(body) {
        Ok(Message::Request(request)) => request,
        Ok(Message::Notification(method)) => return Routed::Notified(method),
        Err((refusal, id)) => return Routed::Answered(Answer::Refused(refusal.status(), refusal.to_json(id))),
    };
    let id = request.id;
    let has_tools = !core.definition().tools.is_empty();
    let found = check_standard(mirrored, &request).and_then(|()| match &*request.method {
        "tools/call" if has_tools => find_tool(core, &request, mirrored).map(Err),
        "tools/list" if has_tools => core.tool_pages().page(request.params.cursor.as_deref()).map(|page| Ok(page.response(id))),
        "server/discover" => Ok(Ok(core.discover().response(id))),
        method => Err(unknown_method(method)),
    });
    match found {
        Ok(Ok(response)) => Routed::Answered(response),
        Ok(Err((position, entry))) => Routed::Tool(ToolRoute { position, entry, request }),
        Err(refusal) => Routed::Answered(Answer::Refused(refusal.status(), refusal.to_json(Some(id)))),
    }
}

/// Starts the call of a tool. `route` was found in `body`.
pub(crate) fn start<S: Send + Sync + 'static>(
    core: Arc<Core<S>>,
    body: &Bytes,
    route: ToolRoute<'_, S>,
    principal: Principal,
    http: Option<http::request::Parts>,
) -> CallInFlight<S> {
    let ToolRoute { position, entry, request } = route;
    let data = RequestData::new(body, &request);
    let emitter = entry.emits.then(|| Arc::new(data.emitter()));
    let timeout = entry.meta.timeout.unwrap_or(core.settings().call_timeout).min(FOREVER);
    let call = Call { core: core.clone(), position, principal, http, request: data.clone(), emitter: emitter.clone() };
    let incoming = Incoming { id: request.id, arguments: request.params.arguments, schema: &core.tool(position).input };
    let future = (entry.call)(call, incoming);
    CallInFlight { future, emitter, timeout, core, position, request: data }
}

fn unknown_method(method: &str) -> Refusal {
    let refusal = |message: String| Refusal::new(ErrorCode::MethodNotFound, message);
    if method == "initialize" {
        return refusal(format!("This server speaks MCP {} only, which has no `initialize`", SUPPORTED_VERSIONS.join(", ")))
            .with_data(serde_json::json!({ "supported": SUPPORTED_VERSIONS }));
    }
    refusal(format!("The server has no method `{}`", protocol::quotable(method)))
}

fn mismatch(message: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(ErrorCode::HeaderMismatch, message)
}

/// The headers that every request has, then the version they and the body agree on.
fn check_standard(mirrored: Option<&Mirrored<'_>>, request: &Request<'_>) -> Result<(), Refusal> {
    let version = &*request.meta.version;
    if let Some(mirrored) = mirrored {
        compare("MCP-Protocol-Version", mirrored.version, version)?;
        compare("Mcp-Method", mirrored.method, &request.method)?;
        if &*request.method == "tools/call" {
            match (&request.params.name, mirrored.name) {
                (Some(name), field) => compare_encoded("Mcp-Name", field, name)?,
                (None, Field::Missing) => {}
                (None, _) => return Err(mismatch("The header `Mcp-Name` names what `params.name` doesn't")),
            }
        }
    }
    if SUPPORTED_VERSIONS.contains(&version) {
        return Ok(());
    }
    let data = serde_json::json!({ "supported": SUPPORTED_VERSIONS, "requested": version });
    Err(Refusal::new(ErrorCode::UnsupportedVersion, "The server doesn't speak the requested protocol version").with_data(data))
}

/// Compares a header that is never encoded with what the body says.
fn compare(name: &'static str, field: Field<'_>, expected: &str) -> Result<(), Refusal> {
    match field {
        Field::Once(value) if value == expected.as_bytes() => Ok(()),
        other => Err(differs(name, other, expected)),
    }
}

/// Compares a header that may be encoded with what the body says.
fn compare_encoded(name: &str, field: Field<'_>, expected: &str) -> Result<(), Refusal> {
    match field {
        Field::Once(value) if protocol::decode(value).is_some_and(|value| value == expected) => Ok(()),
        other => Err(differs(name, other, expected)),
    }
}

fn differs(name: &str, field: Field<'_>, expected: &str) -> Refusal {
    let expected = protocol::encode(expected);
    mismatch(match field {
        Field::Missing => format!("The header `{name}` is missing; for this body it is `{name}: {expected}`"),
        Field::Twice => format!("The header `{name}` is given more than once"),
        Field::Once(value) if protocol::decode(value).is_none() => {
            format!("The header `{name}` is malformed; for this body it is `{name}: {expected}`")
        }
        Field::Once(_) => format!("The header `{name}` differs from the body; for this body it is `{name}: {expected}`"),
    })
}

fn find_tool<S>(core: &Core<S>, request: &Request<'_>, mirrored: Option<&Mirrored<'_>>) -> Result<(usize, &'static ToolEntry<S>), Refusal> {
    let invalid = |message: String| Refusal::new(ErrorCode::InvalidParams, message).answered();
    let Some(name) = request.params.name.as_deref() else {
        return Err(invalid("`params.name` is missing: the name of the tool to call".into()));
    };
    let Some((position, entry)) = core.definition().tool(name) else {
        return Err(invalid(unknown_tool(core, name)));
    };
    let headers = &core.tool(position).headers;
    if let (Some(mirrored), false) = (mirrored, headers.is_empty()) {
        check_params(mirrored.headers, headers, request.params.arguments)?;
    }
    Ok((position, entry))
}

fn unknown_tool<S>(core: &Core<S>, name: &str) -> String {
    let names: Vec<String> = core.definition().tools().map(ToolEntry::name).collect();
    let hint = crate::schema::closest(name, names.iter().map(String::as_str));
    let hint = hint.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    let name = protocol::quotable(name);
    format!("Unknown tool: `{name}`{hint}")
}

/// Compares `Mcp-Param-*` with the arguments they mirror: a header is there exactly when its value is.
fn check_params(headers: &HeaderMap, mirrors: &[MirroredParam], arguments: Option<&str>) -> Result<(), Refusal> {
    let given = match arguments {
        Some(arguments) if shape(arguments) == Shape::Object => entries(arguments)?,
        _ => Vec::new(),
    };
    for MirroredParam { name, shown, argument } in mirrors {
        let value = given.iter().find(|(name, value)| name == argument && *value != "null").map(|(_, value)| *value);
        let field = Field::of(headers, name);
        match (value.map(|value| (shape(value), value)), field) {
            (None, Field::Missing) => {}
            (Some((Shape::Object | Shape::Array, _)), _) => {
                return Err(mismatch(format!(
                    "The argument `{argument}` is mirrored in `{shown}`, so it must be a text, an integer or a boolean"
                )));
            }
            (None | Some((Shape::Null, _)), _) => {
                return Err(mismatch(format!("The header `{shown}` is given, but the argument `{argument}` is not")));
            }
            (Some((Shape::Number, number)), Field::Once(text)) if same_number(text, number) => {}
            (Some((Shape::String, text)), field) => {
                let text: protocol::Str<'_> =
                    serde_json::from_str(text).map_err(|_| mismatch(format!("The argument `{argument}` is malformed")))?;
                compare_encoded(shown, field, &text.0)?;
            }
            (Some((_, literal)), field) => compare_encoded(shown, field, literal)?,
        }
    }
    Ok(())
}

/// `42`, `42.0` and `4.2e1` are one number.
fn same_number(header: &[u8], body: &str) -> bool {
    let Some(header) = protocol::decode(header) else { return false };
    match (header.parse::<i128>(), body.parse::<i128>()) {
        (Ok(a), Ok(b)) => a == b,
        _ => {
            let is_json = serde_json::from_str::<serde_json::Number>(&header).is_ok();
            is_json && header.parse::<f64>().is_ok_and(|a| body.parse::<f64>().is_ok_and(|b| a.to_bits() == b.to_bits()))
        }
    }
}
