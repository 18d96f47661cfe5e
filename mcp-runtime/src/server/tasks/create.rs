//! From a call to a task. First the call is tried: its arguments are read and its questions
//! answered, as if it were a plain one. Where its body would begin, the record is made, then its
//! leg is sent, and then the client is answered. If the process dies in between, a record is left
//! that nobody knows of, and it expires.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::kept::kept;
use super::service::TaskService;
use super::wire::{meta, response, shown};
use crate::call::TaskCall;
use crate::params::Principal;
use crate::protocol::{ErrorCode, Refusal};
use crate::response::{Finished, Outcome};
use crate::server::core::Core;
use crate::server::methods::{Begin, Run};
use crate::server::tool::ToolEntry;
use crate::table::TaskMeta;
use crate::task::{
    Authority, DispatchError, Ledger, LedgerError, Leg, Order, Owner, Phase, Record, Shown, TaskId,
    millis, now,
};

/// How soon a caller may try again that has too many tasks.
const SOON: Duration = Duration::from_secs(5);

/// How often a task is looked at whose end is waited for, whether or not anything was told of it.
const LOOK: Duration = Duration::from_millis(500);

/// Makes a task of a call, unless its trial ends it.
pub(in crate::server) fn create<S: Send + Sync + 'static>(
    begin: Begin<'_, S>,
    position: usize,
    entry: &'static ToolEntry<S>,
    task: &'static TaskMeta,
) -> BoxFuture<'static, Finished> {
    let Begin {
        core,
        mut call,
        id,
        arguments,
    } = begin;
    let (core, id) = (core.clone(), id.to_owned());
    let trial = call.on_trial();
    let principal = call.principal().clone();
    let order = order(&core, position, task, &call, arguments);
    let access = call.access().clone();
    let trying = Run::Tool(position, entry).begin(Begin {
        core: &core,
        call,
        id: &id,
        arguments,
    });
    Box::pin(async move {
        let tried = trying.await;
        let TaskCall::Trial(trial) = &*trial else {
            return tried;
        };
        let Some(answers) = trial.passed() else {
            return tried;
        };
        let order = match order {
            Ok(order) => Order {
                answers,
                authority: access.kept(trial.reads_claims()),
                ..order
            },
            Err(error) => return Finished::Refused(failed(&error)),
        };
        match make(&core, &principal, order, task).await {
            Ok((task_id, record)) => answer(&core, &principal, task_id, record, task, &id).await,
            Err(refusal) => Finished::Refused(refusal),
        }
    })
}

fn order<S: Send + Sync + 'static>(
    core: &Core<S>,
    position: usize,
    task: &TaskMeta,
    call: &crate::call::Call<S>,
    arguments: Option<&str>,
) -> Result<Order, serde_json::Error> {
    Ok(Order {
        tool: call.name().to_owned(),
        schema: core.tool(position).fingerprint.clone(),
        owner: Owner::from(call.principal()),
        // Known once the trial has passed.
        authority: Authority::Anonymous,
        caller: call.caller_tag(),
        request: kept(call.name(), arguments, call.request())?,
        answers: crate::task::Answers::new(),
        max_attempts: task.attempts(),
        poll: millis(task.poll()),
        external: task.is_external(),
    })
}

/// Makes the record, and sends the first leg.
async fn make<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    principal: &Principal,
    order: Order,
    task: &TaskMeta,
) -> Result<(TaskId, Record), Refusal> {
    let service = core
        .tasks_service()
        .expect("a server with a task's tool has them");
    service.start(core);
    let id = TaskId::new(order.caller).map_err(|error| failed(&error))?;
    let leg = Leg::new(id.name(), &order.tool, &order.schema);
    let record = Record {
        home: service.home(),
        ..Record::new(order, millis(task.ttl), now())
    };
    service
        .ledger
        .create(id, &record)
        .await
        .map_err(|error| refused(principal, error))?;
    if let Err(error) = service.dispatch.send(leg).await {
        // Nobody knows of it, and nobody will.
        service.ledger.remove(id).await;
        return Err(unsent(&error));
    }
    core.observer().task_created(&record.order.tool);
    Ok((id, record))
}

/// The answer to the call: the task, or what it has come to at once.
async fn answer<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    principal: &Principal,
    id: TaskId,
    mut record: Record,
    task: &TaskMeta,
    request: &str,
) -> Finished {
    let service = core.tasks_service().expect("it was made there");
    if let Some(time) = task.at_once {
        // The answer comes before the call itself has taken too long.
        let time = time.min(core.settings().call_timeout / 2);
        if let Some(seen) = ended(core, service, id, time).await {
            record = seen;
        }
        if let Some(finished) = at_once(&record, request) {
            service.ledger.remove(id).await;
            return finished;
        }
    }
    let (text, meta) = (service.ledger.text(id, principal), meta(core.server_info()));
    let told = Shown {
        result_type: Some("task"),
        detailed: false,
        meta: Some(&meta),
        ..shown(&text, &record)
    };
    Finished::Response {
        body: response(request, &told),
        outcome: Outcome::Task,
    }
}

/// Waits for the task's end, but not for longer than this. Then, the record as it is.
async fn ended<S: Send + Sync + 'static>(
    core: &Core<S>,
    service: &TaskService,
    id: TaskId,
    time: Duration,
) -> Option<Record> {
    let changes = core.hub().signals().wait(Ledger::signal(id));
    let over = async {
        loop {
            match service.ledger.read(id).await {
                Ok(Some(record)) if record.is_over() => return,
                Ok(_) => {}
                Err(_) => return,
            }
            // Another instance may work on it, and its signal be lost.
            let _ = tokio::time::timeout(LOOK, changes.woken()).await;
        }
    };
    let _ = tokio::time::timeout(time, over).await;
    service.ledger.read(id).await.ok().flatten()
}

/// The answer of a plain call, where the task has ended as one could.
fn at_once(record: &Record, request: &str) -> Option<Finished> {
    let Phase::Completed { result } = &record.phase else {
        return None;
    };
    let is_error = |json: &str| {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Result {
            #[serde(default)]
            is_error: bool,
        }
        serde_json::from_str(json).is_ok_and(|Result { is_error }| is_error)
    };
    let outcome = match is_error(result.get()) {
        true => Outcome::Failed,
        false => Outcome::Done,
    };
    let body = format!(r#"{{"jsonrpc":"2.0","id":{request},"result":{result}}}"#);
    Some(Finished::Response {
        body: body.into_bytes(),
        outcome,
    })
}

fn refused(principal: &Principal, error: LedgerError) -> Refusal {
    let busy = |message: String| {
        Refusal::for_now(ErrorCode::Overloaded, SOON, |wait| {
            format!("{message}; try again in {wait}")
        })
    };
    match error {
        LedgerError::CallerFull { most } => {
            let whose = match principal.is_anonymous() {
                true => "Callers without a name from this address have",
                false => "This caller has",
            };
            busy(format!(
                "{whose} {most} tasks that have not ended, the most there may be at a time"
            ))
        }
        LedgerError::Full { most } => busy(format!(
            "The server has {most} tasks that have not ended, the most it takes at a time"
        )),
        LedgerError::TooLarge { size, most } => Refusal::new(
            ErrorCode::InvalidParams,
            format!(
                "With its arguments and answers, the task would hold {size} bytes, and {most} are \
                 the most; send less"
            ),
        )
        .answered(),
        LedgerError::Store(error) => match error.is_full() {
            Some(_) => {
                tracing::error!("no task can be kept: {error}");
                busy("The server can't keep any more tasks for the moment".to_owned())
            }
            None => failed(&error),
        },
        LedgerError::Failed(reason) => failed(&reason),
    }
}

fn unsent(error: &DispatchError) -> Refusal {
    tracing::error!("a task's work can't be sent to a worker: {error}");
    Refusal::for_now(ErrorCode::Overloaded, SOON, |wait| {
        format!("The server can't take tasks for the moment; try again in {wait}")
    })
}

fn failed(error: &dyn std::fmt::Display) -> Refusal {
    tracing::error!("no task can be made: {error}");
    Refusal::new(
        ErrorCode::InternalError,
        "The task could not be made, so nothing was done; try again in a while",
    )
    .answered()
}
