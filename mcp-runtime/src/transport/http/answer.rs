//! From what became of a message to an HTTP response: one JSON object, or a stream.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use futures_util::{poll, stream};
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::task::AbortOnDropHandle;

use super::counted::{Held, counted};
use super::events::{events, half_closed};
use super::guard::Denied;
use super::traffic::Answering;
use crate::call::Caller;
use crate::protocol::{ErrorCode, Refusal};
use crate::response::{Emitter, Finished};
use crate::server::{self, Answer, CallInFlight};

/// When to try again where there is no room.
const SOON: Duration = Duration::from_secs(1);

/// How long a client who writes no more is taken to be interested in an answer.
const STILL_INTERESTED: Duration = Duration::from_secs(1);

pub(super) fn of(answer: Answer) -> Response<Body> {
    match answer {
        Answer::Fixed(head, tail) => json(200, Body::new(Pieces([head, tail].into_iter()))),
        Answer::Whole(response) => whole(response),
    }
}

/// A notification was taken note of. What `notifications/cancelled` says, a closed connection says
/// over HTTP: ids are the client's own, and another client may use the same.
pub(super) fn accepted() -> Response<Body> {
    status(StatusCode::ACCEPTED, Body::empty())
}

/// Answers requests for unknown paths with 404, and says where the endpoint is.
pub(super) fn elsewhere(endpoint: &str) -> axum::routing::MethodRouter {
    let said = format!("Nothing is here. The MCP endpoint is {endpoint}\n");
    axum::routing::any(async move || (StatusCode::NOT_FOUND, said))
}

/// A response, and when to come again if it was too early.
fn whole(response: server::Response) -> Response<Body> {
    let server::Response {
        status,
        retry_after,
        challenge,
        body,
    } = response;
    let mut response = json(status, body);
    if let Some(seconds) = retry_after {
        response
            .headers_mut()
            .insert(RETRY_AFTER, seconds.get().into());
    }
    // It is made of printable ASCII.
    if let Some(challenge) = challenge.and_then(|value| HeaderValue::try_from(&*value).ok()) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// A JSON-RPC response or error response.
fn json(code: u16, body: impl Into<Body>) -> Response<Body> {
    let mut response = status(
        StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        body.into(),
    );
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A body in pieces, which go out together.
struct Pieces(std::array::IntoIter<Bytes, 2>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.next().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_slice().is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(
            self.0
                .as_slice()
                .iter()
                .map(|piece| piece.len() as u64)
                .sum(),
        )
    }
}

/// A refusal before the message was read: an error response without id.
pub(super) fn denied(denied: &Denied) -> Response<Body> {
    if denied.status == StatusCode::SERVICE_UNAVAILABLE {
        let refusal = Refusal::for_now(ErrorCode::Overloaded, SOON, |wait| {
            format!("{}; try again in {wait}", denied.reason)
        });
        return whole(server::Response::refused(&refusal, None));
    }
    let body = Refusal::new(ErrorCode::InvalidRequest, denied.reason.clone()).to_json(None);
    let mut response = json(denied.status.as_u16(), body);
    if denied.status == StatusCode::METHOD_NOT_ALLOWED {
        response
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("POST"));
    }
    response
}

pub(super) fn status(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}

/// Waits for a call's end. Dropping this, as happens when the client goes away, drops the call.
///
/// The answer is one JSON object, unless the call emits something first or is silent for long: then
/// it becomes a stream, and the call a task, so that a client who doesn't read can't hold it up.
///
/// A client who writes no more may still read: its call has a second to end, and then becomes a
/// stream, which breaks if nobody is there.
pub(super) async fn call<S: Send + Sync + 'static>(
    mut call: CallInFlight<S>,
    answering: Option<Answering>,
    caller: Caller,
) -> Response<Body> {
    // Most calls are done at once, and need no timer.
    if let Poll::Ready(finished) = poll!(&mut call.future) {
        return ended(&mut call, finished, answering, &caller);
    }
    // In a box of its own, so that its timers don't weigh on calls that need none.
    Box::pin(wait(call, answering, caller)).await
}

/// Waits for the end of a call that didn't end at once.
async fn wait<S: Send + Sync + 'static>(
    mut call: CallInFlight<S>,
    answering: Option<Answering>,
    caller: Caller,
) -> Response<Body> {
    let deadline = Instant::now() + call.timeout;
    let silence = call.silence();
    let emitter = call.emitter.clone().unwrap_or_default();
    let left = async {
        half_closed(answering.as_ref()).await;
        sleep(STILL_INTERESTED).await;
    };
    tokio::select! {
        biased;
        finished = &mut call.future => ended(&mut call, finished, answering, &caller),
        () = emitter.ready() => streamed(call, emitter, deadline, answering, caller),
        () = sleep(silence) => streamed(call, emitter, deadline, answering, caller),
        () = left => streamed(call, emitter, deadline, answering, caller),
        () = tokio::time::sleep_until(deadline) => {
            let finished = call.timed_out();
            ended(&mut call, finished, answering, &caller)
        }
    }
}

/// The answer of a call that ended before it became a stream.
fn ended<S>(
    call: &mut CallInFlight<S>,
    finished: Finished,
    answering: Option<Answering>,
    caller: &Caller,
) -> Response<Body> {
    let (answer, bytes) = (call.answer(finished), call.bytes());
    match (&call.emitter, answer) {
        (Some(emitter), answer) if !emitter.is_empty() => {
            emitter.close();
            let messages: Vec<Held<String>> = std::iter::from_fn(|| emitter.pop())
                .chain([text(answer.into_message())])
                .map(|message| Held::new(message, bytes, caller))
                .collect();
            let messages = stream::iter(messages.into_iter().map(Held::into_value));
            counted(events(messages, call.silence(), answering), bytes, caller)
        }
        // What many answers share takes no memory of its own.
        (_, answer @ Answer::Fixed(..)) => of(answer),
        (_, answer @ Answer::Whole(_)) => counted(of(answer), bytes, caller),
    }
}

/// A stream of what the call emits, and then its answer.
fn streamed<S: Send + Sync + 'static>(
    mut call: CallInFlight<S>,
    emitter: Arc<Emitter>,
    deadline: Instant,
    answering: Option<Answering>,
    caller: Caller,
) -> Response<Body> {
    let (silence, bytes) = (call.silence(), call.bytes().clone());
    let tasks = call.tasks().clone();
    let (held, of) = (bytes.clone(), caller.clone());
    let task = tasks.spawn(async move {
        let finished = timeout_at(deadline, &mut call.future)
            .await
            .unwrap_or_else(|_| call.timed_out());
        if let Some(emitter) = &call.emitter {
            emitter.close();
        }
        // It may wait long for a client that doesn't read what comes before it.
        Held::new(text(call.answer(finished).into_message()), &held, &of)
    });
    let work = Some(AbortOnDropHandle::new(task));
    let messages = stream::unfold(
        (work, emitter, None::<Held<String>>),
        |(mut work, emitter, mut answer)| async move {
            if let (None, Some(task)) = (&answer, &mut work) {
                tokio::select! {
                    biased;
                    () = emitter.ready() => {}
                    // A task that was aborted leaves the stream without an answer, which the client
                    // reads as a failure.
                    ended = task => {
                        answer = ended.ok();
                        work = None;
                    }
                }
            }
            let emitted = emitter.pop();
            let message = emitted.or_else(|| answer.take().map(Held::into_value))?;
            Some((message, (work, emitter, answer)))
        },
    );
    counted(events(messages, silence, answering), &bytes, &caller)
}

/// A response is JSON that this crate wrote, so it is UTF-8 and on one line.
pub(super) fn text(body: Vec<u8>) -> String {
    String::from_utf8(body).expect("a response is JSON that this crate wrote")
}
