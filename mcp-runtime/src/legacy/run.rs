//! Requests of a session, from their beginning to their answers.

use std::sync::{Arc, OnceLock};

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::fields::Fields;
use super::incoming::Message;
use super::modern::{self, Answers};
use super::question::{self, Question};
use super::session::Session;
use super::session_state::State;
use super::translate::{self, Translated};
use super::{own, pending, translate::failed};
use crate::call::{self, Identity};
use crate::protocol::{ErrorCode, LogLevel, Refusal, quotable};
use crate::response::Emitter;
use crate::server::{
    Answer, Arrival, CallInFlight, Core, Observation, Routed, Subject, route, start,
};

/// How often one request may ask.
const ROUNDS: usize = 8;

/// Who sends a request, and in which session.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) session: Session,
    pub(crate) state: State,
    pub(crate) identity: Identity,
    pub(crate) http: Option<http::request::Parts>,
    /// How its message came, if somebody observes it.
    pub(crate) arrival: Option<Arrival>,
}

impl Caller {
    /// Whose unread answers are counted. On stdio there is one client, who has all the room.
    fn counted(&self) -> Option<call::Caller> {
        (self.http.is_some()).then(|| call::Caller::of(&self.identity))
    }
}

/// Where messages go that come before the answer.
#[derive(Clone, Debug)]
pub(crate) struct Outlet {
    pub(crate) sender: mpsc::Sender<Vec<u8>>,
    /// Whether progress is still sent once the answer is there: some clients of stdio read the
    /// lines of one write out of order.
    pub(crate) late_progress: bool,
    /// The challenge to the caller, for transports that can send it beside the answer.
    pub(crate) challenged: Arc<OnceLock<Challenged>>,
}

/// An HTTP status, and the value of `WWW-Authenticate`.
#[derive(Debug)]
pub(crate) struct Challenged {
    pub(crate) status: u16,
    pub(crate) challenge: Box<str>,
}

impl Outlet {
    pub(crate) fn new(sender: mpsc::Sender<Vec<u8>>, late_progress: bool) -> Self {
        Self {
            sender,
            late_progress,
            challenged: Arc::default(),
        }
    }

    fn challenge(&self, status: u16, challenge: Option<&str>) {
        if let Some(challenge) = challenge {
            let challenge = challenge.into();
            // Of several, the first is told.
            let _ = self.challenged.set(Challenged { status, challenge });
        }
    }
}

/// Answers a request; `None` where the client has cancelled it.
pub(crate) async fn respond<S>(
    core: &Arc<Core<S>>,
    caller: &Caller,
    message: Message,
    outlet: &Outlet,
) -> Option<Vec<u8>>
where
    S: Send + Sync + 'static,
{
    let Message::Request { id, method, params } = message else {
        return None;
    };
    let mut seen = observed(core, caller);
    let refuse = |seen: &mut Option<Box<Observation>>, refusal: Refusal| {
        let response = refusal.to_json(Some(&id));
        if let Some(seen) = seen {
            let known = own::METHODS.into_iter().chain(translate::SHARED);
            let known = known.into_iter().find(|known| *known == method);
            seen.identify(&Subject::of_method(known, &id), &[]);
            seen.refused(&refusal);
            seen.sent(response.len());
        }
        Some(response)
    };
    let Some(params) = params else {
        let message = "`params` must be an object";
        return refuse(&mut seen, Refusal::new(ErrorCode::InvalidParams, message));
    };
    if let Some(answered) = own::answer(
        core,
        &caller.session,
        &caller.identity,
        caller.http.as_ref(),
        &method,
        &params,
    )
    .await
    {
        return match answered {
            Ok(()) => {
                let response = translate::answer(&id, "{}");
                if let Some(seen) = &mut seen {
                    let known = own::METHODS.into_iter().find(|known| *known == method);
                    seen.identify(&Subject::of_method(known, &id), &[]);
                    seen.done(response.len());
                }
                Some(response)
            }
            Err(refusal) => {
                outlet.challenge(refusal.status(), refusal.challenge());
                refuse(&mut seen, refusal)
            }
        };
    }
    if method == "initialize" {
        let message = "The session has begun already; leave `Mcp-Session-Id` out to begin another";
        return refuse(&mut seen, Refusal::new(ErrorCode::InvalidRequest, message));
    }
    if !translate::SHARED.contains(&&*method) {
        let method = quotable(&method);
        let message = format!("The server has no method `{method}` in this revision");
        return refuse(&mut seen, Refusal::new(ErrorCode::MethodNotFound, message));
    }
    let cancelled = core
        .hub()
        .signals()
        .wait(cancellation(&caller.session, &id));
    let mut call = Call {
        core,
        caller,
        seen,
        id: &id,
        method: &method,
        params: &params,
        outlet,
    };
    let mut answer = std::pin::pin!(call.run());
    loop {
        tokio::select! {
            biased;
            answer = &mut answer => return Some(answer),
            certain = cancelled.woken() => if certain { return None },
        }
    }
}

/// Whoever observes a request, if anybody does.
fn observed<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    caller: &Caller,
) -> Option<Box<Observation>> {
    let arrival = caller.arrival.clone()?;
    let Session { client, key, .. } = &caller.session;
    let revision = client.revision.name();
    (core.observer()).begin(|| arrival.of_session(revision, key))
}

/// The name of the signal that a request is cancelled. `1` and `"1"` differ, and `"a"` and
/// `"\u0061"` don't.
pub(super) fn cancellation(session: &Session, id: &str) -> String {
    let id = serde_json::from_str::<Value>(id).map_or_else(|_| id.to_owned(), |id| id.to_string());
    format!("cancelled:{}:{id}", session.key)
}

/// One request that the core answers.
struct Call<'a, S: 'static> {
    core: &'a Arc<Core<S>>,
    caller: &'a Caller,
    /// Whoever observes the request, between the rounds of it.
    seen: Option<Box<Observation>>,
    /// JSON text.
    id: &'a str,
    method: &'a str,
    params: &'a Fields,
    outlet: &'a Outlet,
}

/// The outcome of a round of questions.
enum Round {
    Answered(Vec<(String, Box<RawValue>)>),
    /// The client's revision has no words for one of them.
    Unsayable,
    /// Why the call ends here.
    Over(&'static str),
    Refused(String),
}

impl<S: Send + Sync + 'static> Call<'_, S> {
    /// The answer, after as many rounds of questions as it takes.
    async fn run(&mut self) -> Vec<u8> {
        let client = &self.caller.session.client;
        let (mut answers, mut capabilities) = (None, client.capabilities.clone());
        for _ in 0..=ROUNDS {
            let (requests, state) = match self.ask_core(&capabilities, answers.as_ref()).await {
                Some(Translated::Answer(answer)) => return answer,
                Some(Translated::Asks { requests, state }) => (requests, state),
                None => return self.failed("The answer can't be put in words of this revision"),
            };
            match self.ask_client(&requests).await {
                Round::Answered(responses) => answers = Some(Answers { responses, state }),
                // From the beginning, as a client that can't be asked: the fallback is taken, or
                // the call refused.
                Round::Unsayable
                    if answers.is_some() || capabilities.contains_key("elicitation") =>
                {
                    capabilities = client.unaskable();
                    answers = None;
                }
                Round::Unsayable => {
                    return self.failed("The client can't be asked what this call asks");
                }
                Round::Over(why) => return self.failed(why),
                Round::Refused(message) => {
                    let message = quotable(&message);
                    return self.failed(&format!("The client could not be asked: {message}"));
                }
            }
        }
        self.failed("The call has asked too many questions and was stopped")
    }

    fn failed(&mut self, message: &str) -> Vec<u8> {
        if let Some(seen) = &mut self.seen {
            seen.failed();
        }
        failed(self.method, self.id, ErrorCode::InternalError, message)
    }

    /// Lets the core answer, as it would answer today's clients.
    async fn ask_core(
        &mut self,
        capabilities: &Map<String, Value>,
        answers: Option<&Answers>,
    ) -> Option<Translated> {
        let revision = self.caller.session.client.revision;
        let answer = match self.begin(capabilities, answers)? {
            Begun::Answered(answer) => answer,
            Begun::Call(call) => self.finish(call).await,
        };
        if let Answer::Whole(response) = &answer {
            self.outlet
                .challenge(response.status, response.challenge.as_deref());
        }
        match answer {
            Answer::Fixed(head, tail) if self.method.ends_with("/list") => {
                let made = self.core.derived().of(revision as u8, &tail, || {
                    translate::tail(revision, self.method, &tail).ok_or(())
                });
                Some(Translated::Answer([head, made.ok()?].concat()))
            }
            answer => {
                let message = String::from_utf8(answer.into_message()).ok()?;
                translate::response(revision, self.method, self.id, &message)
            }
        }
    }

    fn begin(
        &mut self,
        capabilities: &Map<String, Value>,
        answers: Option<&Answers>,
    ) -> Option<Begun<S>> {
        let client = &self.caller.session.client;
        let level = self.caller.state.level.unwrap_or(LogLevel::Info);
        let body = modern::request(
            self.id,
            self.method,
            self.params,
            client,
            capabilities,
            level,
            answers,
        )?;
        let (access, seen) = (&self.caller.identity.access, self.seen.as_deref_mut());
        Some(match route(self.core, &body, None, access, seen) {
            Routed::Answered(answer) | Routed::Unread(answer) => {
                if let Some(seen) = &mut self.seen {
                    seen.answered(&answer);
                }
                Begun::Answered(answer)
            }
            Routed::Notified(_) => return None,
            Routed::Call(route) => Begun::Call(start(
                self.core.clone(),
                &body,
                route,
                self.caller.identity.clone(),
                self.caller.http.clone(),
                self.caller.counted(),
                self.seen.take(),
            )),
        })
    }

    /// Waits for the end of a call, and sends what it emits meanwhile. Whether the client still
    /// reads makes no difference to the call.
    async fn finish(&mut self, mut call: CallInFlight<S>) -> Answer {
        let deadline = Instant::now() + call.timeout;
        let emitter = call.emitter.clone().unwrap_or_default();
        let mut heard = true;
        loop {
            tokio::select! {
                biased;
                outcome = timeout_at(deadline, &mut call.future) => {
                    emitter.close();
                    let finished = outcome.unwrap_or_else(|_| call.timed_out());
                    let answer = call.answer(finished);
                    self.seen = call.take_seen();
                    while let Some(message) = emitter.pop().filter(|_| heard) {
                        if self.outlet.late_progress || !is_progress(&message) {
                            heard = self.outlet.sender.send(message.into_bytes()).await.is_ok();
                        }
                    }
                    return answer;
                }
                sent = self.pass_on(&emitter), if heard => heard = sent,
            }
        }
    }

    /// Sends one message; false once nobody reads.
    async fn pass_on(&self, emitter: &Emitter) -> bool {
        emitter.ready().await;
        let Ok(place) = self.outlet.sender.reserve().await else {
            return false;
        };
        if let Some(message) = emitter.pop() {
            place.send(message.into_bytes());
        }
        true
    }

    /// Asks the client, and waits for all its answers.
    async fn ask_client(&self, requests: &[(String, Fields)]) -> Round {
        let revision = self.caller.session.client.revision;
        let put: Result<Vec<(String, Question)>, _> = requests
            .iter()
            .map(|(key, request)| Ok((key.clone(), question::put(revision, request)?)))
            .collect();
        let questions = match put {
            Ok(questions) if !questions.is_empty() => questions,
            // State alone: the request is sent again as it is.
            Ok(_) => return Round::Answered(Vec::new()),
            Err(question::Unsayable) => return Round::Unsayable,
        };
        let Some(_waiting) = self
            .core
            .legacy_waiting()
            .enter(&self.caller.identity.principal)
        else {
            return Round::Over(
                "Too many calls of this caller wait for answers; answer or cancel some",
            );
        };
        let life = self.core.settings().question_ttl;
        let until = Instant::now() + life;
        let mut asked = Vec::with_capacity(questions.len());
        for (key, question) in questions {
            let needs = needs(self.core, self.method, self.params);
            let pending = match pending::ask(self.core, &self.caller.session, needs, life).await {
                Ok(pending) => pending,
                Err(e) => {
                    tracing::error!("a question can't be asked: {e}");
                    return Round::Over(
                        "A question can't be asked for the moment; try again in a while",
                    );
                }
            };
            let message = serde_json::json!({
                "jsonrpc": "2.0",
                "id": pending.id,
                "method": question.method,
                "params": question.params,
            });
            let message = message.to_string().into_bytes();
            asked.push((key, pending));
            if self.outlet.sender.send(message).await.is_err() {
                return self.over(asked, "Nobody is there to be asked").await;
            }
        }
        self.answers(asked, until).await
    }

    async fn answers(&self, asked: Vec<(String, pending::Pending)>, until: Instant) -> Round {
        let mut responses = Vec::with_capacity(asked.len());
        for (key, pending) in &asked {
            let response = tokio::select! {
                response = pending::wait(self.core, pending, until) => response,
                () = self.core.closing().cancelled() => {
                    return self.over(asked, "The server shuts down; try again").await;
                }
            };
            match response {
                Some(Ok(result)) => responses.push((key.clone(), result)),
                Some(Err(message)) => {
                    self.forget(&asked).await;
                    return Round::Refused(message);
                }
                None => {
                    return self
                        .over(
                            asked,
                            "The question was not answered in time, so nothing was done",
                        )
                        .await;
                }
            }
        }
        self.forget(&asked).await;
        Round::Answered(responses)
    }

    async fn over(&self, asked: Vec<(String, pending::Pending)>, why: &'static str) -> Round {
        self.forget(&asked).await;
        Round::Over(why)
    }

    async fn forget(&self, asked: &[(String, pending::Pending)]) {
        for (_, pending) in asked {
            pending::forget(self.core, pending).await;
        }
    }
}

/// The scopes that the item needs which a request calls.
pub(super) fn needs<S>(core: &Core<S>, method: &str, params: &Fields) -> Vec<String>
where
    S: Send + Sync + 'static,
{
    let key = if method == "resources/read" {
        "uri"
    } else {
        "name"
    };
    let name = params.text(key).unwrap_or_default();
    core.needed_by(method, &name)
}

/// A request as the core begins it: answered at once, or a call in flight.
#[allow(clippy::large_enum_variant)] // It is taken apart at once.
enum Begun<S: 'static> {
    Answered(Answer),
    Call(CallInFlight<S>),
}

fn is_progress(message: &str) -> bool {
    message.starts_with(r#"{"jsonrpc":"2.0","method":"notifications/progress""#)
}
