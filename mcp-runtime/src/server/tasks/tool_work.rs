//! A tool whose legs are run: as calls without a caller.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde_json::value::to_raw_value;
use tokio_util::sync::CancellationToken;

use super::end::{Ended, failed};
use super::service::TaskService;
use super::write::Change;
use crate::call::{Access, Call, Identity, RequestData, Settled, Subject, TaskCall};
use crate::input::{Conversation, SettledAnswer};
use crate::params::Principal;
use crate::protocol::Message;
use crate::response::{Emitter, Finished, Outcome};
use crate::server::core::Core;
use crate::server::methods::{self, Begin, Run};
use crate::server::tool::ToolEntry;
use crate::task::{Asked, End, Fence, Found, MAX_QUESTIONS, Record, RunningLeg, TaskId};

/// A leg that was taken.
pub(super) struct Taken {
    pub(super) id: TaskId,
    pub(super) fence: Fence,
    pub(super) record: Record,
}

/// A tool whose legs are run.
pub(super) struct ToolWork<'a, S: 'static> {
    pub(super) core: &'a Arc<Core<S>>,
    pub(super) service: &'a TaskService,
    pub(super) position: usize,
    pub(super) entry: &'static ToolEntry<S>,
}

/// A call that was begun for a job.
pub(super) struct Begun {
    pub(super) future: BoxFuture<'static, Finished>,
    pub(super) conversation: Arc<Mutex<Conversation>>,
    /// Of the request, as JSON text.
    pub(super) id: String,
}

impl<'a, S: Send + Sync + 'static> ToolWork<'a, S> {
    /// The tool of a task, if this server has it as it was.
    pub(super) fn of(
        core: &'a Arc<Core<S>>,
        service: &'a TaskService,
        record: &Record,
    ) -> Option<Self> {
        let (position, entry) = core.definition().tool(&record.order.tool)?;
        let is_same = core.tool(position).fingerprint == record.order.schema;
        (is_same && entry.is_external()).then_some(Self {
            core,
            service,
            position,
            entry,
        })
    }

    /// Makes the part of a leg that its body shares with its worker.
    pub(super) fn leg(
        &self,
        taken: &Taken,
        principal: &Principal,
        handing_over: CancellationToken,
    ) -> RunningLeg {
        let (ledger, record) = (&self.service.ledger, &taken.record);
        RunningLeg::new(
            taken.id,
            ledger.text(taken.id, principal),
            taken.fence,
            record.order.caller,
            ledger.clone(),
            record.checkpoint.clone(),
            handing_over,
        )
        .external(self.entry.is_external())
    }

    pub(super) fn call(
        &self,
        data: &RequestData,
        record: &Record,
        emitter: Option<Arc<Emitter>>,
        for_leg: TaskCall,
    ) -> (Call<S>, Arc<Mutex<Conversation>>) {
        let name = self.core.tool(self.position).name.clone();
        let subject = Subject::in_table(methods::tool_call(), name);
        let shared = self.core.shared().clone();
        let scopes = &self.core.definition().scopes;
        let identity = Identity::new(
            Principal::from(&record.order.owner),
            Access::of_task(&record.order.authority, scopes),
        );
        let call = Call::of_task(shared, subject, data.clone(), emitter, identity, for_leg);
        let conversation = call
            .conversation()
            .expect("one of a leg is read from its record");
        (call, conversation)
    }

    /// A call of the tool for this leg, without middleware: nobody has called it.
    pub(super) fn begin(
        &self,
        leg: &Arc<RunningLeg>,
        body: &Bytes,
        record: &Record,
    ) -> Option<Begun> {
        let Ok(Message::Request(request)) = Message::parse(body) else {
            return None;
        };
        let data = RequestData::new(body, &request);
        let for_leg = TaskCall::Leg(leg.clone(), settled(record));
        let (call, conversation) = self.call(&data, record, None, for_leg);
        let future = Run::Tool(self.position, self.entry).begin(Begin {
            core: self.core,
            call,
            id: request.id,
            arguments: request.params.arguments,
        });
        Some(Begun {
            future,
            conversation,
            id: request.id.to_owned(),
        })
    }
}

/// Returns the change that a finished body makes to the record.
pub(super) fn change(
    finished: Finished,
    request: &str,
    leg: &RunningLeg,
    record: &Record,
    conversation: &Mutex<Conversation>,
) -> Change {
    match leg.take_found() {
        Some(Found::Started(job)) => return Change::Leave(job),
        Some(Found::Working(text)) => return Change::Look(text),
        Some(Found::Cancelled | Found::Stopped) => return Change::End(End::Cancelled),
        None => {}
    }
    match Ended::of(finished, request, leg.has_panicked()) {
        Ended::Task(end) => Change::End(end),
        Ended::Asking => asking(record, conversation),
    }
}

/// The answers that a leg begins with, the latest last.
pub(super) fn settled(record: &Record) -> Settled {
    let before = record.order.answers.iter();
    let before = before.map(|(key, (digest, response))| SettledAnswer {
        key: key.clone(),
        digest: *digest,
        response: response.clone(),
    });
    let during = record.questions.iter().filter_map(|question| {
        Some(SettledAnswer {
            key: question.key.clone(),
            digest: question.digest,
            response: question.answer.clone()?,
        })
    });
    before.chain(during).collect()
}

/// The questions at which a body has stopped.
fn asking(record: &Record, conversation: &Mutex<Conversation>) -> Change {
    let pending = conversation
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take_asked();
    if record.questions.len() + pending.len() > MAX_QUESTIONS {
        return Change::End(failed(&format!(
            "The task asked more than {MAX_QUESTIONS} questions, the most that one may ask"
        )));
    }
    let asked = pending.into_iter().filter_map(|(key, request, digest)| {
        let request = to_raw_value(&request).ok()?;
        Some(Asked {
            key,
            digest,
            request,
        })
    });
    let asked: Vec<_> = asked.collect();
    if asked.is_empty() {
        return Change::End(failed("The tool stopped to ask, but asked nothing"));
    }
    Change::Ask(asked)
}

/// A leg that comes to no result is no failure to those who see the call.
pub(super) fn seen_as_task(
    future: BoxFuture<'static, Finished>,
    leg: Arc<RunningLeg>,
) -> BoxFuture<'static, Finished> {
    Box::pin(async move {
        let finished = future.await;
        match leg.has_found() {
            true => Finished::Response {
                body: Vec::new(),
                outcome: Outcome::Task,
            },
            false => finished,
        }
    })
}
