//! A leg, from its delivery to its end.

use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::current::current;
use super::end::failed;
use super::service::TaskService;
use super::stop::stop;
use super::supervise::{Stop, Supervised};
use super::tool_work::{Taken, ToolWork, change, seen_as_task, settled};
use super::write::{Change, Written, write_end};
use crate::call::{Call, RequestData, Subject, TaskCall};
use crate::params::Principal;
use crate::protocol::Message;
use crate::response::{Finished, drop_quietly};
use crate::server::core::Core;
use crate::server::methods::{self, Begin, Run};
use crate::server::middleware;
use crate::server::middleware::Seen;
use crate::task::{Ledger, Leg, NotTaken, Receipt, Record, Step, TaskId, Work, now};

/// Longer than any task; what goes beyond it can't be added to a clock.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// The part of a shutdown in which bodies may come to a checkpoint.
const PATIENCE: (u32, u32) = (4, 5);

/// How long a task that is cancelled while its job begins waits for the job's id.
const BEGINS: Duration = Duration::from_secs(10);

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

async fn run<S: Send + Sync + 'static>(core: Arc<Core<S>>, leg: Leg) -> Receipt {
    let Some(service) = core.tasks_service() else {
        return Receipt::Returned;
    };
    let Some(id) = TaskId::from_name(leg.task()) else {
        return Receipt::Done;
    };
    // Another version of the server may have the tool as it was.
    let Some((position, entry)) = core.definition().tool(leg.tool()) else {
        return unfit(&core, service, id).await;
    };
    if entry.meta.task.is_none() || core.tool(position).fingerprint != leg.schema() {
        return unfit(&core, service, id).await;
    }
    let Ok(_slot) = core.limits().slot_of_tool(position) else {
        return Receipt::Returned;
    };
    let taken = match take(service, id).await {
        Ok(taken) => taken,
        Err(receipt) => return receipt,
    };
    let (fence, record) = (taken.fence, taken.record.clone());
    let work = ToolWork {
        core: &core,
        service,
        position,
        entry,
    };
    core.observer().task_attempt(&record.order.tool);
    match work.run(taken).await {
        Next::Forget => Receipt::Done,
        Next::Write(Change::Leave(job)) => {
            let left = write_end(service, id, fence, Change::Leave(job.clone())).await;
            if matches!(left, Written::Refused | Written::Lost) {
                // The task was ended while its job began, or nobody will know of the job.
                stop(&core, id, record, job);
            }
            left.receipt()
        }
        Next::Write(change) => write_end(service, id, fence, change).await.receipt(),
    }
}

/// Leaves a leg to another worker, for as long as there is something to do.
async fn unfit<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    service: &TaskService,
    id: TaskId,
) -> Receipt {
    match current(core, service, id).await {
        Ok(None) => Receipt::Done,
        Ok(Some(record)) if record.is_over() => Receipt::Done,
        Ok(Some(_)) | Err(_) => Receipt::Returned,
    }
}

async fn take(service: &TaskService, id: TaskId) -> Result<Taken, Receipt> {
    let taken = service.ledger.update(id, |record| {
        let was_over = record.is_over();
        match record.take(&service.worker, now(), service.lease()) {
            Ok(fence) => Step::Quiet(Ok((fence, record.clone()))),
            Err(why) if record.is_over() && !was_over => Step::Told(Err(why)),
            Err(why) => Step::Keep(Err(why)),
        }
    });
    match taken.await {
        Ok(Some(Ok((fence, record)))) => Ok(Taken { id, fence, record }),
        Ok(Some(Err(NotTaken::Settled)) | None) => Err(Receipt::Done),
        // Its worker may be dead; then it is free by the time that the leg comes again.
        Ok(Some(Err(NotTaken::Busy { .. }))) | Err(_) => Err(Receipt::Returned),
    }
}

/// The step that follows a leg.
enum Next {
    /// Nothing is to be written: somebody else has.
    Forget,
    Write(Change),
}

impl<S: Send + Sync + 'static> ToolWork<'_, S> {
    async fn run(&self, taken: Taken) -> Next {
        let body = Bytes::copy_from_slice(taken.record.order.request.get().as_bytes());
        let Ok(Message::Request(request)) = Message::parse(&body) else {
            return Next::Write(Change::End(failed("The task's record can't be read")));
        };
        let handing_over = CancellationToken::new();
        let principal = Principal::from(&taken.record.order.owner);
        let ledger = &self.service.ledger;
        let leg = Arc::new(self.leg(&taken, &principal, handing_over.clone()));
        let Taken { id, fence, record } = taken;
        let data = RequestData::new(&body, &request);
        let emitter = self.entry.emits.then(|| Arc::new(data.emitter()));
        let for_leg = TaskCall::Leg(leg.clone(), settled(&record));
        let (call, conversation) = self.call(&data, &record, emitter.clone(), for_leg);
        let changes = self.core.hub().signals().wait(Ledger::signal(id));
        let mut future = self.future(call, &data, principal, request.id, request.params.arguments);
        let patience = self.core.settings().shutdown_timeout / PATIENCE.1 * PATIENCE.0;
        let supervised = Supervised {
            id,
            fence,
            ledger,
            leg: &leg,
            emitter,
            silence: self.service.silence,
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
                return Next::Write(change(finished, request.id, &leg, &record, &conversation));
            }
            stop = supervised.run() => stop,
        };
        if self.entry.is_external() && !leg.has_job() && !matches!(stop, Stop::TimedOut(_)) {
            // A job may have begun: it is known in a moment.
            if let Ok(finished) = timeout(BEGINS, &mut future).await {
                return Next::Write(change(finished, request.id, &leg, &record, &conversation));
            }
        }
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
        let leg = call.leg().filter(|_| self.entry.is_external()).cloned();
        let future = Run::Tool(self.position, self.entry).begin(Begin {
            core: self.core,
            call,
            id,
            arguments,
        });
        let future = match leg {
            Some(leg) => seen_as_task(future, leg),
            None => future,
        };
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

fn end(record: &Record) -> Instant {
    let left = record.end().saturating_sub(now());
    Instant::now() + Duration::from_millis(left).min(FOREVER)
}
