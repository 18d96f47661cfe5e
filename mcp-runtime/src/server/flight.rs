//! A call from its start to its answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tracing::Instrument as _;

use super::answer::{Answer, Response};
use super::core::Core;
use super::dispatch::Route;
#[cfg(feature = "http")]
use super::limits::Shares;
use super::limits::{Admission, ExpectedAnswer};
use super::methods::{Begin, Emits, Prepared};
use super::middleware;
use super::middleware::Seen;
use super::telemetry::Observation;
use crate::call::{Call, CallParts, Caller, Carrier, Identity, Permit, RequestData, Subject};
use crate::params::Principal;
use crate::protocol::{ErrorCode, Refusal};
use crate::response::{Emitter, Finished, ResultWriter, ToolError, drop_quietly};

/// A call that has begun.
pub(crate) struct CallInFlight<S: 'static> {
    pub(crate) future: BoxFuture<'static, Finished>,
    /// Of a function that may emit.
    pub(crate) emitter: Option<Arc<Emitter>>,
    pub(crate) timeout: Duration,
    core: Arc<Core<S>>,
    subject: Subject,
    request: RequestData,
    /// The number of its permit, if it needs one.
    permit: Option<u64>,
    /// The answer, if unread answers of its caller are counted.
    expected: Option<ExpectedAnswer>,
    /// Whoever observes it, if anybody does.
    seen: Option<Box<Observation>>,
}

impl<S> CallInFlight<S> {
    /// The answer that the call's end gives.
    pub(crate) fn answer(&mut self, finished: Finished) -> Answer {
        let finished = self.with_room(finished);
        if let Some(seen) = &mut self.seen {
            seen.ended(&finished);
        }
        let answer = match finished {
            Finished::Response { body, .. } => Answer::Whole(Response {
                status: 200,
                retry_after: None,
                challenge: None,
                body,
            }),
            Finished::Fixed { head, tail } => Answer::Fixed(head, tail),
            Finished::Refused(refusal) => {
                Answer::Whole(Response::refused(&refusal, Some(self.request.id())))
            }
        };
        if let Some(seen) = &mut self.seen {
            seen.answered(&answer);
        }
        answer
    }

    /// The same end, if there is room for its answer; otherwise one that says so.
    #[inline]
    fn with_room(&mut self, finished: Finished) -> Finished {
        let size = match &finished {
            Finished::Response { body, .. } => body.len(),
            // It takes no memory of its own.
            Finished::Fixed { .. } => 0,
            Finished::Refused(_) => return finished,
        };
        let has_room =
            (self.expected.take()).is_none_or(|answer| self.core.limits().have_room(answer, size));
        if has_room {
            finished
        } else {
            self.no_room(size)
        }
    }

    /// The end of a call whose answer has no room. What it did is done: only where that is nothing,
    /// or nothing more the next time, its client may simply try again.
    #[cold]
    fn no_room(&self, bytes: usize) -> Finished {
        let (method, name) = (self.subject.method, self.subject.name());
        tracing::warn!(
            method = method.name,
            name = self.subject.logged_name(),
            bytes,
            "an answer was dropped: its caller leaves as many others unread as there may be"
        );
        let why = "there is no room for its answer, since too many others wait to be read";
        if !self.subject.answers_count_once() {
            let soon = Duration::from_secs(1);
            return Finished::Refused(Refusal::for_now(ErrorCode::Overloaded, soon, |wait| {
                format!("`{name}` ended, but {why}; read those, and try again in {wait}")
            }));
        }
        let message = format!(
            "`{name}` ended, but {why}. Read those, and find out what this call did before calling \
             it again"
        );
        self.failed(message)
    }

    /// A result that is an error.
    fn failed(&self, message: String) -> Finished {
        ResultWriter::new(self.request.id()).finish(
            Err(ToolError::new(message)),
            self.subject.name(),
            self.core.server_info(),
        )
    }

    /// Takes whoever observes the call, for a call that is one of several of the same request.
    #[cfg(feature = "legacy")]
    pub(crate) fn take_seen(&mut self) -> Option<Box<Observation>> {
        self.seen.take()
    }

    /// The end of a call that took too long. What can be stopped of it is stopped when it is
    /// dropped: not a thread, nor what is shielded.
    pub(crate) fn timed_out(&mut self) -> Finished {
        if let Some(seen) = &mut self.seen {
            seen.timed_out();
        }
        let (method, name, timeout) = (self.subject.method, self.subject.name(), self.timeout);
        let goes_on = self
            .permit
            .is_some_and(|permit| self.core.limits().has_work(permit));
        let logged = self.subject.logged_name();
        let message = if goes_on {
            tracing::warn!(
                method = method.name,
                name = logged,
                ?timeout,
                "a call took too long, and what it has begun can't be stopped: it keeps its room"
            );
            format!(
                "`{name}` took longer than {timeout:?}. It couldn't be stopped: it may go on, and \
                 still have its effect; find out what it did before calling it again"
            )
        } else {
            tracing::warn!(
                method = method.name,
                name = logged,
                ?timeout,
                "a call took too long and was stopped"
            );
            format!("`{name}` took longer than {timeout:?} and was stopped")
        };
        if method.fails_in_result {
            self.failed(message)
        } else {
            Finished::Refused(Refusal::new(ErrorCode::InternalError, message).answered())
        }
    }

    /// Returns the message that ends a subscription on a transport where calls share one stream.
    /// One that was refused has never begun.
    #[cfg(feature = "stdio")]
    pub(crate) fn farewell(&self, finished: &Finished) -> Option<String> {
        let id = self.request.id();
        let has_begun = !matches!(finished, Finished::Refused(_));
        (self.subject.method.is_endless && has_begun).then(|| {
            format!(
                r#"{{"jsonrpc":"2.0","method":"notifications/cancelled","params":{{"requestId":{id},"reason":"the server shuts down"}}}}"#
            )
        })
    }

    /// Within what a timer can be set to.
    #[cfg(feature = "http")]
    pub(crate) fn silence(&self) -> Duration {
        self.core.settings().silence.min(FOREVER)
    }

    /// The bytes that all callers may have in flight.
    #[cfg(feature = "http")]
    pub(crate) fn bytes(&self) -> &Arc<Shares> {
        self.core.limits().bytes()
    }

    #[cfg(feature = "http")]
    pub(crate) fn tasks(&self) -> &tokio_util::task::TaskTracker {
        self.core.tasks()
    }
}

/// A call that is stopped drops what it holds, and what user code does then may panic: that is no
/// reason to leave its caller without an answer.
impl<S> Drop for CallInFlight<S> {
    fn drop(&mut self) {
        let stopped = std::mem::replace(&mut self.future, Box::pin(std::future::pending()));
        drop_quietly(stopped);
        if let (Some(seen), Some(emitter)) = (&mut self.seen, &self.emitter) {
            seen.emitted(emitter.bytes());
        }
    }
}

/// Longer than any call; what goes beyond it can't be added to a clock.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// Starts a call, if the server takes it on now. `route` was found in `body`. `counted`: whose
/// unread answers are counted.
pub(crate) fn start<S: Send + Sync + 'static>(
    core: Arc<Core<S>>,
    body: &Bytes,
    route: Route<'_, S>,
    identity: Identity,
    http: Option<http::request::Parts>,
    counted: Option<Caller>,
    mut observation: Option<Box<Observation>>,
) -> CallInFlight<S> {
    let principal = &identity.principal;
    let Route { prepared, request } = route;
    let Prepared {
        subject,
        admission,
        emits,
        timeout,
        run,
    } = prepared;
    let mut data = RequestData::new(body, &request);
    if let Some(observation) = &mut observation {
        observation.call(&subject, principal, request.params.arguments, body);
    }
    let limits = core.limits();
    // Room is looked for first: a call that finds none uses up nothing of what its caller may do.
    let admitted = limits
        .expect_answer(admission, counted)
        .and_then(|expected| {
            let permit = limits.admit(admission, subject.name(), &identity)?;
            Ok((permit, expected))
        });
    let (permit, expected) = match admitted {
        Ok(admitted) => admitted,
        Err(refusal) => {
            let (http, principal) = (http.map(Arc::new), identity.principal);
            return refused(
                core,
                subject,
                data,
                Seen { principal, http },
                refusal,
                observation,
            );
        }
    };
    let number = permit.as_ref().map(Permit::number);
    let timeout = timeout.unwrap_or(core.settings().call_timeout).min(FOREVER);
    let emitter = match emits {
        Emits::Nothing => None,
        Emits::Messages => Some(Arc::new(data.emitter())),
        Emits::From(emitter) => Some(emitter),
    };
    let http = http.map(Carrier::Own);
    let (http, seen) = match core.middleware().is_empty() {
        true => (
            http,
            Seen {
                principal: Principal::anonymous(),
                http: None,
            },
        ),
        false => {
            let (http, shared) = http.map(Carrier::share).unzip();
            (
                http,
                Seen {
                    principal: principal.clone(),
                    http: shared,
                },
            )
        }
    };
    let parts = CallParts {
        identity,
        http,
        permit,
    };
    let call = Call::new(
        core.shared().clone(),
        subject.clone(),
        data.clone(),
        emitter.clone(),
        parts,
    );
    let future = run.begin(Begin {
        core: &core,
        call,
        id: request.id,
        arguments: request.params.arguments,
    });
    if subject.method.is_endless {
        data = data.only_id();
    }
    let future = match &expected {
        Some(answer) if answer.is_unknown() => {
            after_the_first(core.clone(), admission, answer.caller().clone(), future)
        }
        _ => future,
    };
    let future = middleware::wrapped(
        future,
        core.middleware(),
        &subject,
        core.server_info(),
        &data,
        seen,
        timeout,
    );
    let future = match &observation {
        Some(observation) => Box::pin(future.instrument(observation.span())),
        None => future,
    };
    CallInFlight {
        future,
        emitter,
        timeout,
        core,
        subject,
        request: data,
        permit: number,
        expected,
        seen: observation,
    }
}

/// A call of which nobody knows how large its answer will be. It waits for the first ones of its
/// tool, unless it is one of them.
fn after_the_first<S: Send + Sync + 'static>(
    core: Arc<Core<S>>,
    admission: Admission,
    caller: Caller,
    call: BoxFuture<'static, Finished>,
) -> BoxFuture<'static, Finished> {
    Box::pin(async move {
        match core.limits().go_ahead(admission, &caller).await {
            Ok(_room) => call.await,
            Err(refusal) => Finished::Refused(refusal),
        }
    })
}

/// A call that ends before it begins. Middleware is told, but stands around calls that run.
fn refused<S: 'static>(
    core: Arc<Core<S>>,
    subject: Subject,
    data: RequestData,
    seen: Seen,
    refusal: Refusal,
    mut observation: Option<Box<Observation>>,
) -> CallInFlight<S> {
    if let Some(observation) = &mut observation {
        observation.refused(&refusal);
    }
    middleware::refused(
        core.middleware(),
        &subject,
        core.server_info(),
        &data,
        seen,
        core.settings().call_timeout,
        refusal.code(),
    );
    let future = Box::pin(std::future::ready(Finished::Refused(refusal)));
    CallInFlight {
        future,
        emitter: None,
        timeout: FOREVER,
        core,
        subject,
        request: data,
        permit: None,
        expected: None,
        seen: observation,
    }
}
