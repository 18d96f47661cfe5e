//! From a body to what it asks for: one parse, one look-up. Refusals come in the protocol's order.

use std::borrow::Cow;

use super::answer::{Answer, Response};
use super::core::Core;
use super::headers::{Mirrored, check_standard};
use super::methods::{self, Asked, Found, Prepared};
use super::telemetry::{Observation, Subject};
use crate::call::Access;
use crate::protocol::{self, ErrorCode, Message, Refusal, Request, SUPPORTED_VERSIONS};

/// The outcome of routing a message.
#[allow(clippy::large_enum_variant)] // It is taken apart at once, and a box is an allocation.
pub(crate) enum Routed<'a, S: 'static> {
    /// A notification, which gets no answer.
    #[cfg_attr(
        not(feature = "stdio"),
        allow(
            dead_code,
            reason = "only a connection of one's own can cancel a call by it"
        )
    )]
    Notified(Cow<'a, str>),
    /// No message of this revision, and what is said of it.
    Unread(Answer),
    /// Nothing more to do.
    Answered(Answer),
    /// This is to be called.
    Call(Route<'a, S>),
}

/// A call that is ready to start, and the request for it.
pub(crate) struct Route<'a, S: 'static> {
    pub(super) prepared: Prepared<S>,
    pub(super) request: Request<'a>,
}

#[cfg(feature = "stdio")]
impl<'a, S> Route<'a, S> {
    /// The request's id, as JSON text.
    pub(crate) fn id(&self) -> &'a str {
        self.request.id
    }
}

/// Reads one message and finds what it asks for. `mirrored` is what its transport says of it beside
/// the body, if it says anything; `seen`, whoever observes it.
pub(crate) fn route<'a, S: Send + Sync + 'static>(
    core: &Core<S>,
    body: &'a [u8],
    mirrored: Option<&Mirrored<'_>>,
    access: &Access,
    seen: Option<&mut Observation>,
) -> Routed<'a, S> {
    let request = match Message::parse(body) {
        Ok(Message::Request(request)) => request,
        Ok(Message::Notification(method)) => return Routed::Notified(method),
        Err((refusal, id)) => {
            return Routed::Unread(Answer::Whole(Response::refused(&refusal, id)));
        }
    };
    let found = find(core, body, &request, mirrored, access);
    if let Some(seen) = seen {
        observe(core, seen, body, &request, &found);
    }
    match found {
        Ok(Found::Answer(answer)) => Routed::Answered(answer),
        Ok(Found::Call(prepared)) => Routed::Call(Route { prepared, request }),
        Err(refusal) => {
            Routed::Answered(Answer::Whole(Response::refused(&refusal, Some(request.id))))
        }
    }
}

/// Tells whoever observes a request what it asks for.
#[cold]
fn observe<S: Send + Sync + 'static>(
    core: &Core<S>,
    seen: &mut Observation,
    body: &[u8],
    request: &Request<'_>,
    found: &Result<Found<S>, Refusal>,
) {
    let subject = match found {
        Ok(Found::Call(prepared)) => Subject::of_call(&prepared.subject, request.id),
        _ => methods::subject(core, request),
    };
    let is_known = SUPPORTED_VERSIONS.contains(&&*request.meta.version);
    seen.identify(&subject.of_revision(is_known), body);
    if let Err(refusal) = found {
        seen.refused(refusal);
    }
}

fn find<S: Send + Sync + 'static>(
    core: &Core<S>,
    body: &[u8],
    request: &Request<'_>,
    mirrored: Option<&Mirrored<'_>>,
    access: &Access,
) -> Result<Found<S>, Refusal> {
    if let Some(mirrored) = mirrored {
        check_standard(
            mirrored,
            request,
            body,
            methods::mirrored_name(&request.method),
        )?;
    }
    check_version(&request.meta.version)?;
    let asked = Asked {
        request,
        body,
        mirrored,
        access,
    };
    methods::find(core, asked).unwrap_or_else(|| Err(unknown_method(&request.method)))
}

/// The version that the headers and the body agree on.
fn check_version(version: &str) -> Result<(), Refusal> {
    if SUPPORTED_VERSIONS.contains(&version) {
        return Ok(());
    }
    let requested = protocol::cut(version, 128);
    let data = serde_json::json!({ "supported": SUPPORTED_VERSIONS, "requested": requested });
    Err(Refusal::new(
        ErrorCode::UnsupportedVersion,
        "The server doesn't speak the requested protocol version",
    )
    .with_data(data))
}

fn unknown_method(method: &str) -> Refusal {
    let refusal = |message: String| Refusal::new(ErrorCode::MethodNotFound, message);
    if method == "initialize" {
        return refusal(format!(
            "This server speaks MCP {} only, which has no `initialize`",
            SUPPORTED_VERSIONS.join(", ")
        ))
        .with_data(serde_json::json!({ "supported": SUPPORTED_VERSIONS }));
    }
    refusal(format!(
        "The server has no method `{}`",
        protocol::quotable(method)
    ))
}
