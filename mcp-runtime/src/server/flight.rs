//! A call from its start to its answer.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tracing::Span;

use super::dispatch::{Route, Target};
use super::limits::{Kept, Permit};
use super::run::drop_quietly;
use super::tool::Incoming;
use super::{
    Answer, Call, Core, RequestData, Response, Subject, completion, dynamic, middleware, trace,
};
use crate::params::Principal;
use crate::protocol::{ErrorCode, Refusal};
use crate::response::{Emitter, Ending, Outcome, ResultWriter, ToolError};
use crate::subscription::{Subscription, ended};
use crate::table::ParamSpec;

/// A call that has begun.
pub(crate) struct CallInFlight<S: 'static> {
    pub(crate) future: BoxFuture<'static, Outcome>,
    /// Of a function that may emit.
    pub(crate) emitter: Option<Arc<Emitter>>,
    pub(crate) timeout: Duration,
    core: Arc<Core<S>>,
    subject: Subject,
    request: RequestData,
    /// The number of its permit, if it needs one.
    permit: Option<u64>,
    /// Of what nobody looks at, one that is nowhere.
    span: Span,
}

impl<S> CallInFlight<S> {
    /// The answer that the call's end gives.
    pub(crate) fn answer(&self, outcome: Outcome) -> Answer {
        match outcome {
            Outcome::Response { body, .. } => Answer::Whole(Response {
                status: 200,
                retry_after: None,
                body,
            }),
            Outcome::Fixed { head, tail } => Answer::Fixed(head, tail),
            Outcome::Refused(refusal) => {
                Answer::Whole(Response::refused(&refusal, Some(self.request.id())))
            }
        }
    }

    /// The end of a call that took too long. What can be stopped of it is stopped when it is
    /// dropped: not a thread, nor what is shielded.
    pub(crate) fn timed_out(&self) -> Outcome {
        let (name, timeout) = (self.core.name_of(&self.subject), self.timeout);
        trace::timed_out(&self.span);
        let goes_on = self
            .permit
            .is_some_and(|permit| self.core.limits().has_work(permit));
        let (method, logged) = (
            self.subject.method(),
            self.core.logged_name_of(&self.subject),
        );
        let message = if goes_on {
            tracing::warn!(
                method,
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
                method,
                name = logged,
                ?timeout,
                "a call took too long and was stopped"
            );
            format!("`{name}` took longer than {timeout:?} and was stopped")
        };
        match self.subject {
            Subject::Tool(_) | Subject::DynamicTool(_) => ResultWriter::new(self.request.id())
                .finish(Err(ToolError::new(message)), name, self.core.server_info()),
            _ => Outcome::Refused(Refusal::new(ErrorCode::Internal, message).answered()),
        }
    }

    /// What a transport without streams of their own says before a subscription's end.
    #[cfg(feature = "stdio")]
    pub(crate) fn farewell(&self) -> Option<String> {
        let id = self.request.id();
        matches!(self.subject, Subject::Subscription).then(|| {
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
    }
}

/// Longer than any call; what goes beyond it can't be added to a clock.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// Starts a call, if the server takes it on now. `route` was found in `body`.
pub(crate) fn start<S: Send + Sync + 'static>(
    core: Arc<Core<S>>,
    body: &Bytes,
    route: Route<'_, S>,
    principal: Principal,
    http: Option<http::request::Parts>,
) -> CallInFlight<S> {
    let Route { target, request } = route;
    let data = RequestData::new(body, &request);
    let permit = match core.admit(&target, &principal, http.as_ref()) {
        Ok(permit) => permit,
        Err(refusal) => return refused(core, target.subject(), data, principal, refusal),
    };
    let number = permit.as_ref().map(Permit::number);
    let id = request.id;
    let timeout = |own: Option<Duration>| own.unwrap_or(core.settings().call_timeout).min(FOREVER);
    let emitter = |emits: bool| emits.then(|| Arc::new(data.emitter()));
    let caller = if core.middleware().is_empty() {
        Principal::anonymous()
    } else {
        principal.clone()
    };
    let starting = Starting {
        core: &core,
        data: &data,
        principal,
        http,
        permit,
    };
    let (subject, emitter, timeout, future) = match target {
        Target::Tool(position, entry) => {
            let (subject, emitter) = (Subject::Tool(position), emitter(entry.emits));
            let incoming = Incoming {
                id,
                arguments: request.params.arguments,
                schema: &core.tool(position).input,
                lenient: core.settings().lenient_arguments,
            };
            let future = (entry.call)(starting.call(subject.clone(), emitter.clone()), incoming);
            (subject, emitter, timeout(entry.meta.timeout), future)
        }
        Target::Prompt(position, entry, arguments) => {
            let (subject, emitter) = (
                Subject::Prompt(position),
                emitter(ParamSpec::any_emits(entry.params)),
            );
            let future = (entry.get)(
                starting.call(subject.clone(), emitter.clone()),
                id,
                arguments,
            );
            (subject, emitter, timeout(entry.meta.timeout), future)
        }
        Target::Resource(uri, entry, arguments) => {
            let (subject, emitter) = (
                Subject::Resource(uri, Some(entry.declared())),
                emitter(ParamSpec::any_emits(entry.params)),
            );
            let future = (entry.read)(
                starting.call(subject.clone(), emitter.clone()),
                id,
                arguments,
            );
            (subject, emitter, timeout(entry.meta.timeout), future)
        }
        Target::View(uri, view) => {
            let (permit, outcome) = (starting.permit, view.read(&uri, id));
            let future = Box::pin(async move {
                let _permit = permit;
                outcome
            });
            (
                Subject::View(uri, view),
                None,
                timeout(None),
                future as BoxFuture<'static, _>,
            )
        }
        Target::Completion(typed, choices, complete, index) => {
            let subject = Subject::Completion(typed.clone());
            let running = complete(index, starting.call(subject.clone(), None));
            let future =
                completion::respond(running, &choices, &typed.value, id, core.server_info());
            (subject, None, timeout(None), future)
        }
        Target::Dynamic(wanted) => {
            let (subject, emitter) = (wanted.subject(), emitter(true));
            let future =
                dynamic::start(wanted, starting.call(subject.clone(), emitter.clone()), id);
            (subject, emitter, timeout(None), future)
        }
        Target::Subscription(subscription) => {
            let emitter = Some(subscription.emitter.clone());
            (
                Subject::Subscription,
                emitter,
                FOREVER,
                Box::pin(listen(core.clone(), subscription, id.to_owned()))
                    as BoxFuture<'static, _>,
            )
        }
    };
    let data = if matches!(subject, Subject::Subscription) {
        data.only_id()
    } else {
        data
    };
    let future = middleware::wrapped(future, &subject, &core, &data, caller, timeout);
    let (future, span) = trace::traced(future, &subject, &core, &data);
    CallInFlight {
        future,
        emitter,
        timeout,
        core,
        subject,
        request: data,
        permit: number,
        span,
    }
}

/// A call that ends before it begins. Middleware is told, but stands around calls that run.
fn refused<S: 'static>(
    core: Arc<Core<S>>,
    subject: Subject,
    data: RequestData,
    principal: Principal,
    refusal: Refusal,
) -> CallInFlight<S> {
    middleware::refused(
        &subject,
        &core,
        &data,
        principal,
        core.settings().call_timeout,
        refusal.code(),
    );
    let future = Box::pin(std::future::ready(Outcome::Refused(refusal)));
    let (future, span) = trace::traced(future, &subject, &core, &data);
    CallInFlight {
        future,
        emitter: None,
        timeout: FOREVER,
        core,
        subject,
        request: data,
        permit: None,
        span,
    }
}

/// What every call is made of.
struct Starting<'a, S: 'static> {
    core: &'a Arc<Core<S>>,
    data: &'a RequestData,
    principal: Principal,
    http: Option<http::request::Parts>,
    permit: Option<Permit>,
}

impl<S: 'static> Starting<'_, S> {
    fn call(self, subject: Subject, emitter: Option<Arc<Emitter>>) -> Call<S> {
        let Self {
            core,
            data,
            principal,
            http,
            permit,
        } = self;
        let (permit, conversation) = (Kept::new(permit), OnceLock::new());
        Call {
            core: core.clone(),
            subject,
            principal,
            http,
            request: data.clone(),
            emitter,
            permit,
            conversation,
        }
    }
}

/// Lasts until the server shuts down, or the client goes away.
async fn listen<S: Send + Sync + 'static>(
    core: Arc<Core<S>>,
    subscription: Subscription,
    id: String,
) -> Outcome {
    let _listening = subscription;
    core.closing().cancelled().await;
    // What the last calls have changed.
    core.hub().settle().await;
    Outcome::Response {
        body: ended(&id, core.server_info()),
        ending: Ending::Done,
    }
}
