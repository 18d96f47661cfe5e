//! A leg, from its delivery to its end.

use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde_json::value::to_raw_value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::current::current;
use super::end::{Ended, failed};
use super::service::{LEASE, TaskService};
use super::supervise::{Stop, Supervised};
use crate::call::{Access, Call, Identity, RequestData, Settled, Subject, TaskCall};
use crate::input::{Conversation, SettledAnswer};
use crate::params::Principal;
use crate::protocol::Message;
use crate::response::{Emitter, Finished, drop_quietly};
use crate::server::core::Core;
use crate::server::methods::{self, Begin, Run};
use crate::server::middleware;
use crate::server::middleware::Seen;
use crate::server::tool::ToolEntry;
use crate::task::{
    Asked, End, Fence, Ledger, LedgerError, Leg, MAX_QUESTIONS, NotTaken, Phase, Receipt, Record,
    RunningLeg, Step, TaskId, Work, now,
};

/// Longer than any task; what goes beyond it can't be added to a clock.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// The part of a shutdown in which bodies may come to a checkpoint.
const PATIENCE: (u32, u32) = (4, 5);

/// The work of a server, as long as there is one.
pub(super) fn work<S: Send + Sync + 'static>(core: Weak<Core<S>>) -> Work {
    Work::new(move |leg| {
        let core = core.upgrade();
        async move {
            match core {
                Some(core) => run(core, leg).await,
                None => Receipt::Returned,
            }
        }
    })
}

/// A leg that was taken.
struct Taken {
    id: TaskId,
    fence: Fence,
    record: Record,
}

async fn run<S: Send + Sync + 'static>(core: Arc<Core<S>>, leg: Leg) -> Receipt {
    let Some(service) = core.tasks_service() else {
        return Receipt::Returned;
    };
    let Some(id) = TaskId::from_name(leg.task()) else {
        return Receipt::Done;
    };
    // Another version of the server may have the tool as it was.
    let Some((position, entry)) = core.definition().tool(leg.tool()) else {
        return unfit(service, id).await;
    };
    if entry.meta.task.is_none() || core.tool(position).fingerprint != leg.schema() {
        return unfit(service, id).await;
    }
    let Ok(_slot) = core.limits().slot_of_tool(position) else {
        return Receipt::Returned;
    };
    let taken = match take(service, id).await {
        Ok(taken) => taken,
        Err(receipt) => return receipt,
    };
    let fence = taken.fence;
    let work = ToolWork {
        core: &core,
        service,
        position,
        entry,
    };
    match work.run(taken).await {
        Next::Forget => Receipt::Done,
        Next::Write(change) => write_end(service, id, fence, change).await,
    }
}

/// Leaves a leg to another worker, for as long as there is something to do.
async fn unfit(service: &TaskService, id: TaskId) -> Receipt {
    match current(service, id).await {
        Ok(None) => Receipt::Done,
        Ok(Some(record)) if record.is_over() => Receipt::Done,
        Ok(Some(_)) | Err(_) => Receipt::Returned,
    }
}

async fn take(service: &TaskService, id: TaskId) -> Result<Taken, Receipt> {
    let taken = service.ledger.update(id, |record| {
        let was_over = record.is_over();
        match record.take(&service.worker, now(), LEASE) {
            Ok(fence) => Step::Quiet(Ok((fence, record.clone()))),
            Err(why) if record.is_over() && !was_over => Step::Told(Err(why)),
            Err(why) => Step::Keep(Err(why)),
        }
    });
    match taken.await {
        Ok(Some(Ok((fence, record)))) => Ok(Taken { id, fence, record }),
        Ok(Some(Err(NotTaken::Settled)) | None) => Err(Receipt::Done),
        // Its worker may be dead; then it is free by the time that the leg comes again.
        Ok(Some(Err(NotTaken::Busy { .. }))) => Err(Receipt::Returned),
        Err(error) => {
            tracing::warn!(?error, "a task's record can't be read for the moment");
            Err(Receipt::Returned)
        }
    }
}

/// The change of the record that a leg leads to.
enum Change {
    End(End),
    Ask(Vec<Asked>),
    HandOver,
}

enum Next {
    /// Nothing is to be written: somebody else has.
    Forget,
    Write(Change),
}

/// A tool whose legs are run.
struct ToolWork<'a, S: 'static> {
    core: &'a Arc<Core<S>>,
    service: &'a TaskService,
    position: usize,
    entry: &'static ToolEntry<S>,
}

impl<S: Send + Sync + 'static> ToolWork<'_, S> {
    async fn run(&self, taken: Taken) -> Next {
        let Taken { id, fence, record } = taken;
        let body = Bytes::copy_from_slice(record.order.request.get().as_bytes());
        let Ok(Message::Request(request)) = Message::parse(&body) else {
            return Next::Write(Change::End(failed("The task's record can't be read")));
        };
        let handing_over = CancellationToken::new();
        let principal = Principal::from(&record.order.owner);
        let scopes = &self.core.definition().scopes;
        let identity = Identity {
            principal: principal.clone(),
            access: Access::of_task(&record.order.authority, scopes),
        };
        let ledger = &self.service.ledger;
        let leg = Arc::new(RunningLeg::new(
            id,
            ledger.text(id, &principal),
            fence,
            record.order.caller,
            ledger.clone(),
            record.checkpoint.clone(),
            handing_over.clone(),
        ));
        let data = RequestData::new(&body, &request);
        let emitter = self.entry.emits.then(|| Arc::new(data.emitter()));
        let for_leg = TaskCall::Leg(leg.clone(), settled(&record));
        let (call, conversation) = self.call(&data, identity, emitter.clone(), for_leg);
        let changes = self.core.hub().signals().wait(Ledger::signal(id));
        let mut future = self.future(call, &data, principal, request.id, request.params.arguments);
        let patience = self.core.settings().shutdown_timeout / PATIENCE.1 * PATIENCE.0;
        let supervised = Supervised {
            id,
            fence,
            ledger,
            leg: &leg,
            emitter,
            changes,
            end: end(&record),
            timeout: self.entry.meta.timeout,
            closing: &self.service.stop,
            patience,
            handing_over: &handing_over,
        };
        let stop = tokio::select! {
            biased;
            finished = &mut future => {
                return match Ended::of(finished, request.id, leg.has_panicked()) {
                    Ended::Task(end) => Next::Write(Change::End(end)),
                    Ended::Asking => Next::Write(asking(&record, &conversation)),
                };
            }
            stop = supervised.run() => stop,
        };
        drop_quietly(future);
        match stop {
            Stop::Unwanted => Next::Forget,
            Stop::HandOver => Next::Write(self.hand_over(id).await),
            Stop::TimedOut(timeout) => Next::Write(Change::End(failed(&format!(
                "`{}` took longer than {timeout:?} and was stopped. What it did until then may \
                 have taken effect",
                record.order.tool
            )))),
        }
    }

    fn call(
        &self,
        data: &RequestData,
        identity: Identity,
        emitter: Option<Arc<Emitter>>,
        for_leg: TaskCall,
    ) -> (Call<S>, Arc<std::sync::Mutex<Conversation>>) {
        let name = self.core.tool(self.position).name.clone();
        let subject = Subject::in_table(methods::tool_call(), name);
        let shared = self.core.shared().clone();
        let call = Call::of_task(shared, subject, data.clone(), emitter, identity, for_leg);
        let conversation = call
            .conversation()
            .expect("one of a leg is read from its record");
        (call, conversation)
    }

    /// The body, with what stands around every call.
    fn future(
        &self,
        call: Call<S>,
        data: &RequestData,
        principal: Principal,
        id: &str,
        arguments: Option<&str>,
    ) -> BoxFuture<'static, Finished> {
        let name = self.core.tool(self.position).name.clone();
        let subject = Subject::in_table(methods::tool_call(), name);
        let future = Run::Tool(self.position, self.entry).begin(Begin {
            core: self.core,
            call,
            id,
            arguments,
        });
        let (layers, info) = (self.core.middleware(), self.core.server_info());
        let time = self.entry.meta.timeout.unwrap_or(FOREVER);
        let seen = Seen {
            principal,
            http: None,
        };
        let future = middleware::wrapped(future, layers, &subject, info, data, seen, time);
        let span = tracing::info_span!("task", gen_ai.tool.name = subject.logged_name());
        Box::pin(future.instrument(span))
    }

    /// Gives the work back where it can be gone on with, and otherwise ends it.
    async fn hand_over(&self, id: TaskId) -> Change {
        let hints = self.entry.meta.annotations;
        let is_harmless = [hints.read_only, hints.idempotent].contains(&Some(true));
        let record = self.service.ledger.read(id).await.ok().flatten();
        let has_checkpoint = record.is_some_and(|record| record.checkpoint.is_some());
        match is_harmless || has_checkpoint {
            true => Change::HandOver,
            false => Change::End(failed(
                "The server was shut down while it worked on the task. What it did until then may \
                 have taken effect: find out before calling the tool again",
            )),
        }
    }
}

/// The answers that a leg begins with, the latest last.
fn settled(record: &Record) -> Settled {
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
fn asking(record: &Record, conversation: &std::sync::Mutex<Conversation>) -> Change {
    let pending = conversation
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
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

fn end(record: &Record) -> Instant {
    let left = record.end().saturating_sub(now());
    Instant::now() + Duration::from_millis(left).min(FOREVER)
}

/// Writes what a leg has come to. While the store is away it is tried again, for as long as nobody
/// else can have taken the task over.
async fn write_end(service: &TaskService, id: TaskId, fence: Fence, change: Change) -> Receipt {
    let until = Instant::now() + Duration::from_millis(LEASE);
    let mut change = change;
    let mut pause = Duration::from_millis(50);
    loop {
        match write(service, id, fence, &change).await {
            Ok(record) => {
                let goes_on = record.is_some_and(|record| matches!(record.phase, Phase::Queued));
                return if goes_on {
                    Receipt::Returned
                } else {
                    Receipt::Done
                };
            }
            Err(LedgerError::TooLarge { size, most }) => {
                change = Change::End(failed(&format!(
                    "With its result, the task would hold {size} bytes, and {most} are the most \
                     that are kept"
                )));
            }
            Err(error) if Instant::now() < until => {
                tracing::warn!(?error, "the end of a task's work can't be written yet");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
            Err(error) => {
                tracing::error!(?error, "the end of a task's work is lost");
                return Receipt::Returned;
            }
        }
    }
}

/// The record, if it was written.
async fn write(
    service: &TaskService,
    id: TaskId,
    fence: Fence,
    change: &Change,
) -> Result<Option<Record>, LedgerError> {
    let written = service.ledger.update(id, |record| {
        let done = match change {
            Change::End(end) => record.finish(fence, end.clone(), now()),
            Change::Ask(asked) => record.ask(fence, asked.clone(), now()),
            Change::HandOver => record.hand_over(fence, now()),
        };
        match done {
            Ok(()) => Step::Told(Some(record.clone())),
            Err(_) => Step::Keep(None),
        }
    });
    Ok(written.await?.flatten())
}
