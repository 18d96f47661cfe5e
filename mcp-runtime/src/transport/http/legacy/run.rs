//! Runs requests, and makes their answers streams where they take long or say something first.

use std::sync::Arc;

use axum::body::Body;
use futures_util::{Stream, stream};
use http::header::{HeaderValue, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Duration, sleep};

use super::super::answer;
use super::super::counted::{Held, counted};
use super::super::events::events;
use super::said;
use crate::call;
use crate::legacy::{self, Challenged, Event, Kept, Outlet};
use crate::server::Core;

/// Messages that may wait for a client who reads slowly, beside those that calls keep themselves.
const WAITING: usize = 16;

/// The most that a configured pause is taken for: a longer one can't be added to a clock.
const LONGEST_SILENCE: Duration = Duration::from_secs(365 * 24 * 3600);

/// Runs what a request asks for, as a task of its own: that its client goes away doesn't cancel
/// it. Its answer is one JSON object, unless something is sent before it, or it takes long.
/// `kept`: a client may come back to the stream.
pub(super) async fn run<S, F>(
    core: Arc<Core<S>>,
    whose: call::Caller,
    kept: Option<Kept>,
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
        // Nobody is left who could send: the answer is there, unless the request was cancelled.
        Some(None) => match answering.await {
            Ok(Some(answer)) => with_challenge(said(answer.into_value()), challenged.get()),
            _ => events(stream::empty::<String>(), silence, None),
        },
        first => {
            let first = first.flatten();
            match kept {
                None => events(streamed(first, messages, answering), silence, None),
                Some(kept) => {
                    let events_of = resumable(&core, kept, first, messages, answering);
                    events(events_of, silence, None)
                }
            }
        }
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
    answering: JoinHandle<Option<Held<Vec<u8>>>>,
) -> impl Stream<Item = String> {
    stream::unfold(
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
    )
}

/// The same as a stream that its client may come back to.
fn resumable<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    kept: Kept,
    first: Option<Vec<u8>>,
    messages: mpsc::Receiver<Vec<u8>>,
    answering: JoinHandle<Option<Held<Vec<u8>>>>,
) -> impl Stream<Item = Event> + use<S> {
    let answer = async move { Some(answering.await.ok().flatten()?.into_value()) };
    let live = legacy::keep(core, kept, first, messages, answer);
    stream::unfold(live, |live| async move {
        let mut live = live?;
        Some((live.next().await?, Some(live)))
    })
}
