//! Clients of earlier revisions over HTTP: sessions, answers as streams, and the stream that is
//! opened by GET.

use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::header::{HeaderName, HeaderValue, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{Method, Response, StatusCode};
use tokio::sync::mpsc;
use tokio::time::{Duration, sleep};

use super::answer;
use super::counted::{Held, counted};
use super::events::events;
use super::guard::{Denied, accepts_stream, denied};
use crate::call::{self, Identity, expired};
use crate::legacy::{
    self, Caller, Challenged, Era, Headers, Incoming, Message, NoSession, NoStream, Outlet,
    Revision,
};
use crate::protocol::{ErrorCode, Refusal};
use crate::server::{Answer, Core, Observation, Refused, Response as Said};

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// Messages that may wait for a client who reads slowly, beside those that calls keep themselves.
const WAITING: usize = 16;

/// The most that a configured pause is taken for: a longer one can't be added to a clock.
const LONGEST_SILENCE: Duration = Duration::from_secs(365 * 24 * 3600);

/// The longest pause on a stream that is open for changes.
const SILENCE: Duration = Duration::from_secs(15);

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
            return run(core, whose, |core, outlet| async move {
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
    run(core, whose, |core, outlet| async move {
        legacy::respond_all(&core, &caller, messages, &outlet).await
    })
    .await
}

/// Runs what a request asks for, as a task of its own: that its client goes away doesn't cancel
/// it. Its answer is one JSON object, unless something is sent before it, or it takes long.
async fn run<S, F>(
    core: Arc<Core<S>>,
    whose: call::Caller,
    respond: impl FnOnce(Arc<Core<S>>, Outlet) -> F,
) -> Response<Body>
where
    S: Send + Sync + 'static,
    F: Future<Output = Option<Vec<u8>>> + Send + 'static,
{
    let (sender, mut messages) = mpsc::channel(WAITING);
    let outlet = Outlet::new(sender, true);
    let challenged = outlet.challenged.clone();
    let silence = core.settings().silence.min(LONGEST_SILENCE);
    let (responding, bytes) = (respond(core.clone(), outlet), core.limits().bytes().clone());
    let (held, of) = (bytes.clone(), whose.clone());
    let answering = core.tasks().spawn(async move {
        let answer = responding.await?;
        // It may wait long for a client that doesn't read what comes before it.
        Some(Held::new(answer, &held, &of))
    });
    let first = tokio::select! {
        biased;
        first = messages.recv() => Some(first),
        () = sleep(silence) => None,
    };
    let response = match first {
        None => streamed(None, messages, answering, silence),
        Some(first @ Some(_)) => streamed(first, messages, answering, silence),
        // Nobody is left who could send: the answer is there, unless the request was cancelled.
        Some(None) => match answering.await {
            Ok(Some(answer)) => with_challenge(said(answer.into_value()), challenged.get()),
            _ => events(stream::empty(), silence, None),
        },
    };
    counted(response, &bytes, &whose)
}

/// An answer to who lacks something, in the words of HTTP.
fn with_challenge(mut response: Response<Body>, challenged: Option<&Challenged>) -> Response<Body> {
    if let Some(Challenged { status, challenge }) = challenged
        && let Ok(status) = StatusCode::from_u16(*status)
        && let Ok(challenge) = HeaderValue::try_from(&**challenge)
    {
        *response.status_mut() = status;
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// A stream of what is sent before the answer, and then the answer.
fn streamed(
    first: Option<Vec<u8>>,
    messages: mpsc::Receiver<Vec<u8>>,
    answering: tokio::task::JoinHandle<Option<Held<Vec<u8>>>>,
    silence: Duration,
) -> Response<Body> {
    let all = stream::unfold(
        (first, messages, Some(answering)),
        |(first, mut messages, answering)| async move {
            if let Some(first) = first {
                return Some((answer::text(first), (None, messages, answering)));
            }
            if let Some(message) = messages.recv().await {
                return Some((answer::text(message), (None, messages, answering)));
            }
            // All was sent, since nobody is left who could send.
            let answer = answering?.await.ok().flatten()?;
            let answer = answer::text(answer.into_value());
            Some((answer, (None, messages, None)))
        },
    );
    events(all, silence, None)
}

/// Answers what is no POST: GET opens the stream of changes, DELETE ends the session. As `refused`
/// where there is no session.
pub(super) async fn other_method<S>(
    core: Arc<Core<S>>,
    parts: Parts,
    identity: Identity,
    refused: &Denied,
) -> Response<Body>
where
    S: Send + Sync + 'static,
{
    let known = parts.method == Method::GET || parts.method == Method::DELETE;
    if !known || !parts.headers.contains_key(SESSION) {
        return answer::denied(refused);
    }
    let caller = match find(&core, &parts, identity, false).await {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    if parts.method == Method::DELETE {
        return match legacy::end(&core, &caller.session).await {
            Ok(()) => answer::status(StatusCode::NO_CONTENT, Body::empty()),
            Err(e) => {
                tracing::error!("a session can't be ended: {e}");
                unavailable(None)
            }
        };
    }
    if !accepts_stream(&parts.headers) {
        return answer::denied(&denied(
            StatusCode::NOT_ACCEPTABLE,
            "The stream of changes needs `Accept: text/event-stream`",
        ));
    }
    let silence = core.settings().silence.min(SILENCE);
    let expires = caller.identity.access.expires();
    match legacy::listen(core, caller.session, &caller.state, caller.identity).await {
        Ok(changes) => {
            let messages = stream::unfold(changes, |mut changes| async move {
                let message = changes.next().await?;
                Some((message, changes))
            });
            // Nobody hears more than the token was good for.
            let messages = messages.take_until(Box::pin(expired(expires)));
            events(messages, silence, None)
        }
        Err(NoStream::Full) => answer::denied(&denied(
            StatusCode::SERVICE_UNAVAILABLE,
            "The server has as many subscribers as it takes, or as it takes from one caller; close \
             a stream",
        )),
        Err(NoStream::Ended) => answer::denied(&UNKNOWN),
        Err(NoStream::Unavailable(e)) => {
            tracing::error!("a stream of changes can't be opened: {e}");
            unavailable(None)
        }
    }
}
