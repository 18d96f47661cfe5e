//! Requests of a session, from their beginning to their answers.

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::fields::Fields;
use super::incoming::{Message, Params};
use super::modern::{self, Answers};
use super::question::{self, Question};
use super::session::Session;
use super::state::{self, State};
use super::translate::{self, Translated};
use super::{pending, translate::failed};
use crate::params::Principal;
use crate::protocol::{ErrorCode, LogLevel, Refusal, quotable};
use crate::response::Emitter;
use crate::server::{Answer, CallInFlight, Core, Routed, route, start};
use crate::store::StoreError;

/// How often one request may ask.
const ROUNDS: usize = 8;

/// Resources that one session may want to hear of, and their bytes together.
const MOST_URIS: usize = 1000;
const LONGEST_URIS: usize = 128 << 10;

/// Who sends a request, and in which session.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) session: Session,
    pub(crate) state: State,
    pub(crate) principal: Principal,
    pub(crate) http: Option<http::request::Parts>,
}

/// Where messages go that come before the answer.
#[derive(Clone, Debug)]
pub(crate) struct Outlet {
    pub(crate) sender: mpsc::Sender<Vec<u8>>,
    /// Whether progress is still sent once the answer is there: some clients of stdio read the
    /// lines of one write out of order.
    pub(crate) late_progress: bool,
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
    let refuse = |code, message: String| Some(Refusal::new(code, message).to_json(Some(&id)));
    let Some(params) = params else {
        return refuse(
            ErrorCode::InvalidParams,
            "`params` must be an object".to_owned(),
        );
    };
    if let Some(answered) = own(core, caller, &method, &params).await {
        return Some(match answered {
            Ok(()) => translate::answer(&id, "{}"),
            Err(refusal) => refusal.to_json(Some(&id)),
        });
    }
    if method == "initialize" {
        let message = "The session has begun already; leave `Mcp-Session-Id` out to begin another";
        return refuse(ErrorCode::InvalidRequest, message.to_owned());
    }
    if !translate::SHARED.contains(&&*method) {
        let method = quotable(&method);
        let message = format!("The server has no method `{method}` in this revision");
        return refuse(ErrorCode::MethodNotFound, message);
    }
    let cancelled = core
        .hub()
        .signals()
        .wait(cancellation(&caller.session, &id));
    let call = Call {
        core,
        caller,
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

/// The most messages in one body.
const MOST_MESSAGES: usize = 50;

/// Why messages can't come in one body, if they can't.
pub(crate) fn check_batch(messages: &[Option<Message>]) -> Result<(), Refusal> {
    let refuse = |message: String| Err(Refusal::new(ErrorCode::InvalidRequest, message));
    if messages.is_empty() || messages.len() > MOST_MESSAGES {
        return refuse(format!("A batch has from 1 to {MOST_MESSAGES} messages"));
    }
    let initializes = |message: &Message| message.method() == Some("initialize");
    if messages.iter().flatten().any(initializes) {
        return refuse("`initialize` comes alone".to_owned());
    }
    Ok(())
}

/// Whether any of them gets an answer.
pub(crate) fn asks(messages: &[Option<Message>]) -> bool {
    messages
        .iter()
        .any(|message| matches!(message, None | Some(Message::Request { .. })))
}

/// Takes in messages that get no answer. Of several, nothing is said of those that can't be taken.
pub(crate) async fn note_all<S>(core: &Core<S>, session: &Session, messages: Vec<Option<Message>>)
where
    S: Send + Sync + 'static,
{
    for message in messages.into_iter().flatten() {
        note(core, session, message).await;
    }
}

/// Answers the messages of one body, all at once: a JSON array of the responses; `None` where there
/// is nothing to say.
pub(crate) async fn respond_all<S>(
    core: &Arc<Core<S>>,
    caller: &Caller,
    messages: Vec<Option<Message>>,
    outlet: &Outlet,
) -> Option<Vec<u8>>
where
    S: Send + Sync + 'static,
{
    let responses = messages.into_iter().map(|message| async {
        match message {
            None => {
                let message = "It is no JSON-RPC message";
                Some(Refusal::new(ErrorCode::InvalidRequest, message).to_json(None))
            }
            Some(message @ Message::Request { .. }) => respond(core, caller, message, outlet).await,
            Some(other) => {
                note(core, &caller.session, other).await;
                None
            }
        }
    });
    let responses: Vec<Vec<u8>> = join_all(responses).await.into_iter().flatten().collect();
    (!responses.is_empty()).then(|| [b"[", &*responses.join(&b","[..]), b"]"].concat())
}

/// Takes in a message that gets no answer. False where it is an answer to no question of this
/// session's.
pub(crate) async fn note<S>(core: &Core<S>, session: &Session, message: Message) -> bool
where
    S: Send + Sync + 'static,
{
    match message {
        Message::Notification { method, params } if method == "notifications/cancelled" => {
            cancel(core, session, &params);
            true
        }
        Message::Response { id, result } => {
            let answered = pending::answered(core, session, &id, result).await;
            answered.unwrap_or_else(|e| {
                tracing::error!("an answer can't be taken in: {e}");
                false
            })
        }
        _ => true,
    }
}

/// Methods that only earlier revisions have; `None` for all others.
async fn own<S>(
    core: &Core<S>,
    caller: &Caller,
    method: &str,
    params: &Fields,
) -> Option<Result<(), Refusal>>
where
    S: Send + Sync + 'static,
{
    let invalid =
        |message: &'static str| Some(Err(Refusal::new(ErrorCode::InvalidParams, message)));
    let offers = core.offers();
    let session = &caller.session;
    let changed: Result<bool, StoreError> = match method {
        "ping" => return Some(Ok(())),
        "logging/setLevel" if offers.logs => {
            let level = params
                .get("level")
                .and_then(|level| serde_json::from_str::<LogLevel>(level).ok());
            let Some(level) = level else {
                return invalid(
                    "`params.level` must be one of debug, info, notice, warning, error, critical, alert, emergency",
                );
            };
            let change = state::change(core, session, |state| state.level = Some(level));
            change.await.map(|()| true)
        }
        "resources/subscribe" | "resources/unsubscribe" if offers.resources && offers.changes => {
            let Some(uri) = params.text("uri") else {
                return invalid("`params.uri` must be a string: the URI of a resource");
            };
            let subscribe = method == "resources/subscribe";
            state::change(core, session, |state| {
                if !subscribe {
                    state.uris.remove(&uri);
                } else if !state.uris.contains(&uri) {
                    let bytes: usize = state.uris.iter().map(String::len).sum();
                    if state.uris.len() >= MOST_URIS || bytes + uri.len() > LONGEST_URIS {
                        return false;
                    }
                    state.uris.insert(uri.clone());
                }
                true
            })
            .await
        }
        _ => return None,
    };
    Some(match changed {
        Ok(true) => Ok(()),
        Ok(false) => {
            return invalid(
                "The session is subscribed to as many resources as it can be; unsubscribe from some",
            );
        }
        Err(e) => {
            tracing::error!("a session can't be changed: {e}");
            Err(Refusal::new(
                ErrorCode::Internal,
                "The session can't be changed for the moment; try again in a while",
            ))
        }
    })
}

/// The name of the signal that a request is cancelled. `1` and `"1"` differ, and `"a"` and
/// `"\u0061"` don't.
fn cancellation(session: &Session, id: &str) -> String {
    let id = serde_json::from_str::<Value>(id).map_or_else(|_| id.to_owned(), |id| id.to_string());
    format!("cancelled:{}:{id}", session.key)
}

/// Cancels a request of this session, on whichever instance it runs. Ids of requests that have
/// ended, or never were, are passed over.
fn cancel<S>(core: &Core<S>, session: &Session, params: &Params)
where
    S: Send + Sync + 'static,
{
    let Some(id) = params.as_ref().and_then(|params| params.get("requestId")) else {
        return;
    };
    let signal = cancellation(session, id);
    // Longer than any id that is taken.
    if signal.len() <= 1024 && !core.hub().signals().wake(&signal) {
        core.notify().signal(signal);
    }
}

/// One request that the core answers.
struct Call<'a, S: 'static> {
    core: &'a Arc<Core<S>>,
    caller: &'a Caller,
    /// JSON text.
    id: &'a str,
    method: &'a str,
    params: &'a Fields,
    outlet: &'a Outlet,
}

/// What becomes of a round of questions.
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
    async fn run(&self) -> Vec<u8> {
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

    fn failed(&self, message: &str) -> Vec<u8> {
        failed(self.method, self.id, ErrorCode::Internal, message)
    }

    /// Lets the core answer, as it would answer today's clients.
    async fn ask_core(
        &self,
        capabilities: &Map<String, Value>,
        answers: Option<&Answers>,
    ) -> Option<Translated> {
        let revision = self.caller.session.client.revision;
        let answer = match self.begin(capabilities, answers)? {
            Begun::Answered(answer) => answer,
            Begun::Call(call) => self.finish(call).await,
        };
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
        &self,
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
        Some(match route(self.core, &body, None) {
            Routed::Answered(answer) | Routed::Unread(answer) => Begun::Answered(answer),
            Routed::Notified(_) => return None,
            Routed::Call(route) => Begun::Call(start(
                self.core.clone(),
                &body,
                route,
                self.caller.principal.clone(),
                self.caller.http.clone(),
            )),
        })
    }

    /// Waits for the end of a call, and sends what it emits meanwhile. Whether the client still
    /// reads makes no difference to the call.
    async fn finish(&self, mut call: CallInFlight<S>) -> Answer {
        let deadline = Instant::now() + call.timeout;
        let emitter = call.emitter.clone().unwrap_or_default();
        let mut heard = true;
        loop {
            tokio::select! {
                biased;
                outcome = timeout_at(deadline, &mut call.future) => {
                    emitter.close();
                    let answer = call.answer(outcome.unwrap_or_else(|_| call.timed_out()));
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
        let Some(_waiting) = self.core.legacy_waiting().enter(&self.caller.principal) else {
            return Round::Over(
                "Too many calls of this caller wait for answers; answer or cancel some",
            );
        };
        let life = self.core.settings().question_lifetime;
        let until = Instant::now() + life;
        let mut asked = Vec::with_capacity(questions.len());
        for (key, question) in questions {
            let pending = match pending::ask(self.core, &self.caller.session, life).await {
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

/// What the core makes of a request at once.
enum Begun<S: 'static> {
    Answered(Answer),
    Call(CallInFlight<S>),
}

fn is_progress(message: &str) -> bool {
    message.starts_with(r#"{"jsonrpc":"2.0","method":"notifications/progress""#)
}
