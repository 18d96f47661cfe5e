//! GET and DELETE: the stream of changes, a call's stream that its client comes back to, and the
//! end of a session.

use std::sync::Arc;

use axum::body::Body;
use futures_util::{StreamExt as _, stream};
use http::header::HeaderName;
use http::request::Parts;
use http::{Method, Response, StatusCode};
use tokio::time::Duration;

use super::super::answer;
use super::super::events::events;
use super::super::guard::{Denied, accepts_stream, denied};
use super::{SESSION, UNKNOWN, find, refuse, unavailable};
use crate::call::{self, Identity, expired};
use crate::legacy::{self, Caller, NoStream, NotResumed};
use crate::protocol::{ErrorCode, Refusal};
use crate::server::Core;

const LAST_EVENT: HeaderName = HeaderName::from_static("last-event-id");

/// The longest pause on a stream that is open for changes.
const SILENCE: Duration = Duration::from_secs(15);

/// Answers what is no POST: GET opens the stream of changes, or goes on with a call's stream, and
/// DELETE ends the session. As `refused` where there is no session.
pub(in crate::transport::http) async fn other_method<S>(
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
            "A stream needs `Accept: text/event-stream`",
        ));
    }
    // Earlier revisions get no ids, so whatever they send is somebody else's.
    let resumes = caller.session.client.revision.has_resumption();
    match parts.headers.get(LAST_EVENT).filter(|_| resumes) {
        // A value that isn't text was never an id.
        Some(id) => resumed(core, caller, id.to_str().unwrap_or_default()),
        None => changes(core, caller).await,
    }
}

const FULL: Denied = denied(
    StatusCode::SERVICE_UNAVAILABLE,
    "The server has as many subscribers as it takes, or as it takes from one caller; close a stream",
);

/// The stream of changes.
async fn changes<S>(core: Arc<Core<S>>, caller: Caller) -> Response<Body>
where
    S: Send + Sync + 'static,
{
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
        Err(NoStream::Full) => answer::denied(&FULL),
        Err(NoStream::Ended) => answer::denied(&UNKNOWN),
        Err(NoStream::Unavailable(e)) => {
            tracing::error!("a stream of changes can't be opened: {e}");
            unavailable(None)
        }
    }
}

/// The rest of a call's stream, behind the event with this id.
fn resumed<S>(core: Arc<Core<S>>, caller: Caller, id: &str) -> Response<Body>
where
    S: Send + Sync + 'static,
{
    let silence = core.settings().silence.min(SILENCE);
    let access = caller.identity.access.clone();
    let (expires, listener) = (access.expires(), call::Caller::of(&caller.identity));
    match legacy::resume(core, caller.session, access, id, &listener) {
        Ok(resumed) => {
            let messages = stream::unfold(resumed, |mut resumed| async move {
                let event = resumed.next().await?;
                Some((event, resumed))
            });
            let messages = messages.take_until(Box::pin(expired(expires)));
            events(messages, silence, None)
        }
        Err(NotResumed::Full) => answer::denied(&FULL),
        Err(NotResumed::Unknown) => {
            let message = "`Last-Event-ID` names no event of this session; leave it out to hear of \
                 changes";
            let refusal = Refusal::new(ErrorCode::InvalidRequest, message);
            refuse(&refusal, None)
        }
    }
}
