//! Clients of earlier revisions over HTTP: sessions, answers as streams, and the stream that is
//! opened by GET.

mod other;
mod run;

use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};
use tokio::time::Duration;

pub(super) use self::other::other_method;
use self::run::run;
use super::answer;
use super::guard::{Denied, denied};
use crate::call::{self, Identity};
use crate::legacy::{self, Caller, Era, Headers, Incoming, Kept, Message, NoSession, Revision};
use crate::protocol::{ErrorCode, Refusal};
use crate::server::{Answer, Core, Observation, Refused, Response as Said};

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// Whether a request belongs to a session.
pub(super) fn has_session(parts: &Parts) -> bool {
    parts.headers.contains_key(SESSION)
}

/// A request whose body was read.
pub(super) struct Request {
    pub(super) parts: Parts,
    pub(super) body: Bytes,
}

/// Answers a message of an earlier revision. Gives `otherwise` to any other.
pub(super) async fn message<S>(
    core: Arc<Core<S>>,
    request: Request,
    identity: Identity,
    otherwise: Response<Body>,
    mut seen: Option<Box<Observation>>,
) -> Response<Body>
where
    S: Send + Sync + 'static,
{
    let Request { parts, body } = request;
    let headers = Headers {
        version: parts
            .headers
            .get(VERSION)
            .and_then(|value| value.to_str().ok()),
        session: has_session(&parts),
    };
    let era = legacy::era(&body, headers);
    if let Some(refused) = contradiction(&parts, &era) {
        turned_away(&mut seen, &refused);
        return refused;
    }
    match era {
        Era::Modern => {
            turned_away(&mut seen, &otherwise);
            otherwise
        }
        Era::Untold(id) => {
            let refused = refuse(&legacy::untold(), id.as_deref());
            turned_away(&mut seen, &refused);
            refused
        }
        Era::Initialize(message) => initialize(&core, &identity, message, seen).await,
        Era::Session(incoming) => {
            // An answer may wait for the store, and its bytes count meanwhile.
            let _held = is_answer(&incoming).then_some(body);
            session(core, parts, identity, incoming, seen).await
        }
    }
}

fn is_answer(incoming: &Incoming) -> bool {
    matches!(incoming, Incoming::One(Message::Response { .. }))
}

/// Tells whoever observes a message that it couldn't be read; a notification is no request.
fn turned_away(seen: &mut Option<Box<Observation>>, response: &Response<Body>) {
    if let Some(seen) = seen
        && response.status() != StatusCode::ACCEPTED
    {
        seen.turned_away(response.status().as_u16(), Refused::Parse);
    }
}

/// Refuses a request whose headers name something else than its body. No earlier revision has such
/// headers; but a gateway may go by them, and the request it lets pass must be the one that is run.
fn contradiction(parts: &Parts, era: &Era) -> Option<Response<Body>> {
    let given = |name: &HeaderName| {
        let mut values = parts.headers.get_all(name).iter();
        let value = values.next()?;
        // Malformed, or twice: it agrees with nothing.
        Some((value.to_str().ok().filter(|_| values.next().is_none())).unwrap_or("\0"))
    };
    let (method, name) = (given(&METHOD), given(&NAME));
    if method.is_none() && name.is_none() {
        return None;
    }
    let agrees = match era {
        Era::Modern | Era::Untold(_) => true,
        Era::Initialize(message) | Era::Session(Incoming::One(message)) => {
            message.agrees(method, name)
        }
        Era::Session(Incoming::Batch(_)) => false,
    };
    let message = "`Mcp-Method` and `Mcp-Name` name something else than the body; leave them out, \
         as earlier revisions do";
    (!agrees).then(|| refuse(&Refusal::new(ErrorCode::InvalidRequest, message), None))
}

fn refuse(refusal: &Refusal, id: Option<&str>) -> Response<Body> {
    answer::of(Answer::Whole(Said::refused(refusal, id)))
}

/// A JSON-RPC message, which HTTP has carried as it should.
fn said(body: Vec<u8>) -> Response<Body> {
    answer::of(Answer::Whole(Said {
        status: 200,
        retry_after: None,
        challenge: None,
        body,
    }))
}

async fn initialize<S>(
    core: &Core<S>,
    identity: &Identity,
    message: Message,
    mut seen: Option<Box<Observation>>,
) -> Response<Body>
where
    S: Send + Sync + 'static,
{
    let Message::Request { id, params, .. } = message else {
        return refuse(&legacy::untold(), None);
    };
    let opened = match legacy::initialize(core, &id, &params, seen.as_deref_mut()) {
        Ok(opened) => opened,
        Err(response) => return said(response),
    };
    let session = legacy::begin(core, &identity.principal, opened.client).await;
    let Some(session) = session.and_then(|id| HeaderValue::try_from(id).ok()) else {
        return unavailable(Some(&id));
    };
    let mut response = said(opened.message);
    response.headers_mut().insert(SESSION, session);
    response
}

/// Whether a session exists can't be told now, so that its client had better keep it.
fn unavailable(id: Option<&str>) -> Response<Body> {
    let message = |wait: &str| format!("Sessions can't be looked up for now; try again in {wait}");
    let wait = Duration::from_secs(1);
    refuse(&Refusal::for_now(ErrorCode::Overloaded, wait, message), id)
}

/// The caller's session, or the response that says why there is none.
async fn find<S>(
    core: &Core<S>,
    parts: &Parts,
    identity: Identity,
    brings_answer: bool,
) -> Result<Caller, Response<Body>>
where
    S: Send + Sync + 'static,
{
    let mut ids = parts.headers.get_all(SESSION).iter();
    let (Some(id), None) = (ids.next(), ids.next()) else {
        let message = "Send the session's `Mcp-Session-Id`, once; `initialize` begins a session";
        return Err(refuse(
            &Refusal::new(ErrorCode::InvalidRequest, message),
            None,
        ));
    };
    if let Some(version) = parts.headers.get(VERSION)
        && version.to_str().ok().and_then(Revision::named).is_none()
    {
        let names = Revision::ALL.map(Revision::name).join(", ");
        let message = format!("`MCP-Protocol-Version` names none of a session's: {names}");
        return Err(refuse(
            &Refusal::new(ErrorCode::InvalidRequest, message),
            None,
        ));
    }
    // A value that isn't text was never an id.
    let id = id.to_str().unwrap_or_default();
    let found = if brings_answer {
        legacy::find_patiently(core, &identity.principal, id).await
    } else {
        legacy::find(core, &identity.principal, id).await
    };
    match found {
        Ok((session, state)) => Ok(Caller {
            session,
            state,
            identity,
            http: None,
            arrival: None,
        }),
        Err(NoSession::Unknown) => Err(answer::denied(&UNKNOWN)),
        Err(NoSession::Unavailable(e)) => {
            tracing::error!("a session can't be looked up: {e}");
            Err(unavailable(None))
        }
    }
}

/// Whatever is wrong with an id looks the same, so that nobody learns by trying.
const UNKNOWN: Denied = denied(
    StatusCode::NOT_FOUND,
    "There is no such session, or it has ended; send `initialize` to begin another",
);

async fn session<S>(
    core: Arc<Core<S>>,
    parts: Parts,
    identity: Identity,
    incoming: Incoming,
    mut seen: Option<Box<Observation>>,
) -> Response<Body>
where
    S: Send + Sync + 'static,
{
    let mut caller = match find(&core, &parts, identity, is_answer(&incoming)).await {
        Ok(caller) => caller,
        Err(response) => {
            turned_away(&mut seen, &response);
            return response;
        }
    };
    let whose = call::Caller::of(&caller.identity);
    // Each message of a body is a request of its own.
    caller.arrival = seen.map(|seen| seen.arrival().clone());
    caller.http = Some(parts);
    let message = match incoming {
        Incoming::One(message @ Message::Request { .. }) => {
            let kept = Kept::of(&core, &caller, &whose, &message);
            return run(core, whose, kept, |core, outlet| async move {
                legacy::respond(&core, &caller, message, &outlet).await
            })
            .await;
        }
        Incoming::One(message) => message,
        Incoming::Batch(messages) => return batch(core, caller, whose, messages).await,
    };
    match legacy::note(&core, &caller.session, &caller.identity.access, message).await {
        Ok(true) => answer::accepted(),
        Ok(false) => {
            let message = "The session has no question with this id, or it has been answered";
            refuse(&Refusal::new(ErrorCode::InvalidRequest, message), None)
        }
        Err(refusal) => refuse(&refusal, None),
    }
}

async fn batch<S>(
    core: Arc<Core<S>>,
    caller: Caller,
    whose: call::Caller,
    messages: Vec<Option<Message>>,
) -> Response<Body>
where
    S: Send + Sync + 'static,
{
    let revision = caller.session.client.revision;
    let checked = if revision.has_batches() {
        legacy::check_batch(&messages)
    } else {
        let revision = revision.name();
        let message = format!("{revision} has no batches: send each message by itself");
        Err(Refusal::new(ErrorCode::InvalidRequest, message))
    };
    if let Err(refusal) = checked {
        return refuse(&refusal, None);
    }
    if !legacy::asks(&messages) {
        legacy::note_all(&core, &caller.session, &caller.identity.access, messages).await;
        return answer::accepted();
    }
    run(core, whose, None, |core, outlet| async move {
        legacy::respond_all(&core, &caller, messages, &outlet).await
    })
    .await
}
