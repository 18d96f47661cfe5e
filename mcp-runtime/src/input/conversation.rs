//! The questions that a client was asked, and its answers, all read from its request alone.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use super::question::{Answer, Inquiry, Need, unaskable};
use super::seal::{
    Binding, CallerTag, Digest, IsUsed, Memory, Opened, SealError, Sealer, SingleUse, Use,
};
use crate::params::Principal;
use crate::protocol::{
    Asking, ErrorCode, InputRequest, Refusal, Shape, read_params, shape, unique_value,
};
use crate::response::ToolError;

/// The fields of `params` that only a retry has.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Retry<'a> {
    #[serde(borrow)]
    input_responses: Option<&'a RawValue>,
    #[serde(borrow)]
    request_state: Option<&'a RawValue>,
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
}

impl<'a> Retry<'a> {
    /// Of a request's body.
    pub(crate) fn read(body: &'a str) -> Option<Self> {
        read_params(body).ok()
    }

    /// Whether the request is one.
    pub(crate) fn is_one(&self) -> bool {
        self.input_responses.is_some() || self.request_state.is_some()
    }
}

/// Which request a conversation is about.
#[derive(Debug)]
pub(crate) struct Topic {
    pub(crate) server: &'static str,
    pub(crate) method: &'static str,
    pub(crate) name: String,
    pub(crate) principal: Principal,
    pub(crate) capabilities: Map<String, Value>,
    /// Who is asked.
    pub(crate) asked: CallerTag,
    /// How many characters of a question a person is asked to read at most.
    pub(crate) max_question: usize,
    /// Whether an answer counts once: not of what changes nothing, or nothing more.
    pub(crate) once: bool,
}

/// All that one request says of questions and answers.
pub(crate) struct Conversation {
    sealer: Arc<Sealer>,
    topic: Topic,
    arguments: Option<String>,
    opened: Option<Opened>,
    /// Whether the state that the request brings back was used, once it was.
    used: Arc<OnceCell<()>>,
    /// The responses in this request.
    responses: BTreeMap<String, Box<RawValue>>,
    /// The answers that count, each with the digest of its question.
    answers: BTreeMap<String, (Digest, Box<RawValue>)>,
    /// The mistakes in answers that can't be read, by their keys.
    mistakes: BTreeMap<String, String>,
    /// The questions that have no answer yet.
    pending: Vec<(String, InputRequest, Digest)>,
    /// Why a question can't be asked.
    unaskable: Option<ToolError>,
    /// Of a task, what was answered so far, the latest last. A task asks and is answered by its
    /// record, not by requests.
    settled: Option<Vec<SettledAnswer>>,
}

/// An answer that a task has.
#[derive(Clone)]
pub(crate) struct SettledAnswer {
    pub(crate) key: String,
    /// Of the question that was asked.
    pub(crate) digest: Digest,
    pub(crate) response: Box<RawValue>,
}

/// Without the answers: they must not be logged.
impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = |answers: &BTreeMap<String, _>| answers.keys().cloned().collect::<Vec<_>>();
        f.debug_struct("Conversation")
            .field("name", &self.topic.name)
            .field("answered", &keys(&self.answers))
            .finish_non_exhaustive()
    }
}

impl Conversation {
    /// Reads what the request says, and opens the state that it brings back.
    pub(crate) fn open(sealer: Arc<Sealer>, topic: Topic, body: &str) -> Result<Self, ToolError> {
        let retry = Retry::read(body).ok_or_else(|| invalid("`params` can't be read"))?;
        let responses = match retry.input_responses {
            None => BTreeMap::new(),
            Some(json) => responses(json).map_err(invalid)?,
        };
        let arguments = retry.arguments.map(|json| json.get().to_owned());
        let opened = match retry.request_state {
            None => None,
            Some(json) if shape(json.get()) == Shape::String => {
                let state: String = serde_json::from_str(json.get()).map_err(|_| expired())?;
                let binding = Self::binding(&topic, arguments.as_deref());
                Some(sealer.open(&state, &binding).ok_or_else(expired)?)
            }
            Some(_) => return Err(invalid("`params.requestState` must be a string")),
        };
        Ok(Self {
            sealer,
            topic,
            arguments,
            opened,
            used: Arc::default(),
            responses,
            answers: BTreeMap::new(),
            mistakes: BTreeMap::new(),
            pending: Vec::new(),
            unaskable: None,
            settled: None,
        })
    }

    /// Of a task, with the answers that it has.
    pub(crate) fn of_task(sealer: Arc<Sealer>, topic: Topic, settled: Vec<SettledAnswer>) -> Self {
        Self {
            sealer,
            topic,
            arguments: None,
            opened: None,
            used: Arc::default(),
            responses: BTreeMap::new(),
            answers: BTreeMap::new(),
            mistakes: BTreeMap::new(),
            pending: Vec::new(),
            unaskable: None,
            settled: Some(settled),
        }
    }

    /// The answers that count, each with the digest of its question.
    pub(crate) fn answers(&self) -> &BTreeMap<String, (Digest, Box<RawValue>)> {
        &self.answers
    }

    /// The questions of a task that have no answer yet.
    pub(crate) fn take_asked(&mut self) -> Vec<(String, InputRequest, Digest)> {
        std::mem::take(&mut self.pending)
    }

    fn binding<'a>(topic: &'a Topic, arguments: Option<&'a str>) -> Binding<'a> {
        Binding {
            server: topic.server,
            method: topic.method,
            name: &topic.name,
            arguments,
            principal: &topic.principal,
            asked: topic.asked,
        }
    }

    pub(super) fn supports(&self, need: Need) -> bool {
        need.is_met_by(&self.topic.capabilities)
    }

    /// The answer to a question, if the client was asked this very question and has answered it.
    /// `volunteered` answers count without having been asked for.
    pub(super) fn answer<T: Inquiry>(
        &mut self,
        key: &str,
        request: &InputRequest,
        volunteered: bool,
    ) -> Option<Answer<T>> {
        let digest = digest(request);
        let asked = |opened: &Opened| opened.memory.asked.get(key) == Some(&digest);
        let counts = volunteered || self.opened.as_ref().is_some_and(asked);
        let now = self.responses.get(key).filter(|_| counts);
        let before = || {
            let (of, response) = self.opened.as_ref()?.memory.answers.get(key)?;
            (*of == digest).then_some(response)
        };
        let settled = self.settled.iter().flatten().rev();
        let settled = settled
            .filter(|answer| answer.key == key && answer.digest == digest)
            .map(|answer| &answer.response);
        // A response that can't be read leads to the question being asked again. (serde would read
        // a struct from a list, too.)
        let candidates = now
            .into_iter()
            .chain(before())
            .chain(settled)
            .filter(|response| shape(response.get()) == Shape::Object);
        let mut mistakes = None;
        let mut read = candidates.filter_map(|response| match T::answer(response.get()) {
            Some(answer) => Some((response.clone(), answer)),
            None => {
                mistakes = mistakes.take().or_else(|| T::mistakes(response.get()));
                None
            }
        });
        let answered = read.next();
        drop(read);
        let Some((response, answer)) = answered else {
            self.mistakes
                .extend(mistakes.map(|mistakes| (key.to_owned(), mistakes)));
            return None;
        };
        self.answers.insert(key.to_owned(), (digest, response));
        Some(answer)
    }

    /// Notes a question that has to be asked.
    pub(super) fn ask(&mut self, key: &str, mut request: InputRequest) {
        if let Some(why) = unaskable(&request, self.topic.max_question) {
            self.unaskable.get_or_insert_with(|| {
                ToolError::new(format!(
                    "The question `{key}` can't be asked, so nothing was done: {why}"
                ))
            });
            return;
        }
        let digest = digest(&request);
        // It stays the same question, whatever was wrong with the answer.
        if let (Some(mistakes), Some(Value::String(message))) =
            (self.mistakes.remove(key), request.params.get_mut("message"))
        {
            message.push_str("\n\nThe last answer was not right:\n");
            message.push_str(&mistakes);
        }
        self.pending.push((key.to_owned(), request, digest));
    }

    /// Returns the questions that must be asked now, if any, or why they can't be.
    pub(super) fn take_pending(&mut self) -> Option<ToolError> {
        if let Some(unaskable) = self.unaskable.take() {
            return Some(unaskable);
        }
        if self.pending.is_empty() {
            return None;
        }
        if self.settled.is_some() {
            // The worker takes them, with those that the body asks beside this one.
            return Some(ToolError::asking(Asking {
                input_requests: Vec::new(),
                request_state: String::new(),
            }));
        }
        let pending = std::mem::take(&mut self.pending);
        let memory = Memory {
            asked: pending
                .iter()
                .map(|(key, _, digest)| (key.clone(), *digest))
                .collect(),
            answers: self.answers.clone(),
        };
        let binding = Self::binding(&self.topic, self.arguments.as_deref());
        let is_used = IsUsed(self.used.initialized());
        let since = self.opened.as_ref().map(|opened| (opened, is_used));
        Some(match self.sealer.seal(&memory, &binding, since) {
            Ok(request_state) => {
                let input_requests = pending
                    .into_iter()
                    .map(|(key, request, _)| (key, request))
                    .collect();
                ToolError::asking(Asking {
                    input_requests,
                    request_state,
                })
            }
            Err(e @ SealError::TooLong) => ToolError::new(format!(
                "No further question can be asked: {e}. Shorter answers would do."
            )),
            Err(e @ SealError::Randomness) => ToolError::internal(e),
        })
    }

    /// The state that the request brings back, to be used up, where its answers count once.
    pub(super) fn using(&self) -> Option<Using> {
        let opened = self.opened.as_ref().filter(|_| self.topic.once)?;
        Some(Using {
            sealer: self.sealer.clone(),
            ticket: opened.ticket,
            used: self.used.clone(),
        })
    }
}

/// A state that is about to be used.
pub(super) struct Using {
    sealer: Arc<Sealer>,
    ticket: SingleUse,
    used: Arc<OnceCell<()>>,
}

impl Using {
    /// Uses up the state, unless this request has done so, so that no other can be answered by it.
    pub(super) async fn once(self) -> Result<(), ToolError> {
        let Self {
            sealer,
            ticket,
            used,
        } = self;
        let using = async || match sealer.consume(ticket).await {
            Ok(Use::First) => Ok(()),
            Ok(Use::Late) => Err(expired()),
            Ok(Use::Foreign) => Err(invalid(
                "This question was asked by another process of the server, or before it was \
                 restarted, and only that one knows whether it was answered, so nothing was done; \
                 send the request again without `params.requestState`",
            )),
            Ok(Use::OneTooMany) => Err(ToolError::new(
                "So many of this caller's answers were taken of late that no more can be \
                 remembered, so nothing was done. Try again in a few minutes.",
            )),
            Err(e) => {
                tracing::error!(
                    "nothing was done for an answer, since it can't be noted as used: {e}"
                );
                Err(ToolError::new(
                    "The answer could not be noted for the moment, so nothing was done. Try again \
                     in a while.",
                ))
            }
        };
        used.get_or_try_init(using).await.copied()
    }
}

/// The client can't be asked, for want of all these.
pub(super) fn unable(needs: &[Need]) -> ToolError {
    let message = "This call asks a question that the client doesn't declare to be able to ask";
    let mut required = Map::new();
    for (capability, modes) in needs.iter().flat_map(|need| need.required()) {
        match (required.get_mut(&capability), modes) {
            (Some(Value::Object(known)), Value::Object(modes)) => known.extend(modes),
            (_, modes) => drop(required.insert(capability, modes)),
        }
    }
    let data = json!({ "requiredCapabilities": required });
    ToolError::refused(Refusal::new(ErrorCode::MissingClientCapability, message).with_data(data))
}

/// The answers by the keys of their questions, or what is wrong with them. Two answers to one
/// question are none, wherever the second one stands: what reads them might believe either.
pub(crate) fn responses(json: &RawValue) -> Result<BTreeMap<String, Box<RawValue>>, &'static str> {
    if shape(json.get()) != Shape::Object {
        return Err("`params.inputResponses` must be an object");
    }
    unique_value(json.get())
        .map_err(|_| "`params.inputResponses` can't be read, or has a key twice")?;
    serde_json::from_str(json.get()).map_err(|_| "`params.inputResponses` must be an object")
}

fn digest(request: &InputRequest) -> Digest {
    Digest::of_json(&serde_json::to_string(request).expect("a question is written as JSON"))
}

fn invalid(message: &'static str) -> ToolError {
    ToolError::refused(Refusal::new(ErrorCode::InvalidParams, message).answered())
}

/// Whatever is wrong with a state, this is all that is said of it.
fn expired() -> ToolError {
    invalid(
        "`params.requestState` is not valid for this request, or no longer; send the request again \
         without it",
    )
}
