//! `tasks/get`, `tasks/update` and `tasks/cancel`

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::prepared::{Asked, Begin, Emits, Found, Prepared, Run};
use crate::call::{ItemName, Method, MirroredName, Subject};
use crate::input::responses;
use crate::params::Principal;
use crate::protocol::{ErrorCode, Refusal, invalid, read_params};
use crate::response::{Finished, Outcome};
use crate::server::core::Core;
use crate::server::headers::task_id;
use crate::server::limits::Admission;
use crate::server::tasks::{
    TaskService, current, meta, response, seen, send, send_again, shown, stop,
};
use crate::task::{EXTENSION, LedgerError, Record, Shown, Step, TaskId, Updated, now};

macro_rules! methods {
    ($($method:ident: $name:literal;)*) => { $(
        pub(super) static $method: Method = Method {
            mirrored: MirroredName::TaskId,
            ..Method::new($name)
        };
    )* };
}
methods! {
    GET: "tasks/get";
    UPDATE: "tasks/update";
    CANCEL: "tasks/cancel";
}

/// Whether a client that declares these capabilities has tasks.
pub(in crate::server) fn has_tasks(capabilities: &str) -> bool {
    #[derive(Deserialize)]
    struct Capabilities {
        #[serde(default)]
        extensions: BTreeMap<String, Value>,
    }
    serde_json::from_str(capabilities).is_ok_and(|Capabilities { extensions }| {
        extensions.get(EXTENSION).is_some_and(Value::is_object)
    })
}

/// Of a client that has no tasks.
pub(in crate::server) fn without_tasks() -> Refusal {
    let message = format!(
        "This needs the client capability `extensions.{EXTENSION}`, which the request does not \
         declare"
    );
    let required = json!({ "requiredCapabilities": { "extensions": { EXTENSION: {} } } });
    Refusal::new(ErrorCode::MissingClientCapability, message).with_data(required)
}

/// Whatever is wrong with an id, this is all that is said of it.
pub(in crate::server) fn no_such_task() -> Refusal {
    invalid(
        "There is no task with this `params.taskId`: it was never one of this caller's, or its time \
         (`ttlMs`) is over",
    )
}

pub(super) fn get<S: Send + Sync + 'static>(asked: Asked<'_>) -> Result<Found<S>, Refusal> {
    let id = checked(asked)?;
    Ok(prepared(&GET, move |begin| Box::pin(answer_get(begin, id))))
}

pub(super) fn update<S: Send + Sync + 'static>(asked: Asked<'_>) -> Result<Found<S>, Refusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Params<'a> {
        #[serde(borrow)]
        input_responses: Option<&'a RawValue>,
    }
    let id = checked(asked)?;
    let given = read_params(asked.text()).ok();
    let given = given.and_then(|Params { input_responses }| input_responses);
    let Some(given) = given else {
        return Err(invalid(
            "`params.inputResponses` is missing: an object with the answers, by the keys in the \
             task's `inputRequests`",
        ));
    };
    let answers = responses(given).map_err(invalid)?;
    Ok(prepared(&UPDATE, move |begin| {
        Box::pin(answer_update(begin, id, answers))
    }))
}

pub(super) fn cancel<S: Send + Sync + 'static>(asked: Asked<'_>) -> Result<Found<S>, Refusal> {
    let id = checked(asked)?;
    Ok(prepared(&CANCEL, move |begin| {
        Box::pin(answer_cancel(begin, id))
    }))
}

/// The id of the task that a request is about, if its client has tasks.
fn checked(asked: Asked<'_>) -> Result<String, Refusal> {
    if !has_tasks(asked.request.meta.capabilities) {
        return Err(without_tasks());
    }
    task_id(asked.body)
        .map(Cow::into_owned)
        .ok_or_else(|| invalid("`params.taskId` is missing: the id of the task, a string"))
}

type Answering = futures_util::future::BoxFuture<'static, Finished>;

fn prepared<S: Send + Sync + 'static>(
    method: &'static Method,
    run: impl FnOnce(Given<S>) -> Answering + Send + 'static,
) -> Found<S> {
    Found::Call(Prepared {
        // Whoever has the id of a caller without a name may use it, so it is nobody's to log.
        subject: Subject::new(method, ItemName::Static(method.name)),
        admission: Admission::UNCOUNTED,
        emits: Emits::Nothing,
        timeout: None,
        run: Run::other(move |begin| run(Given::of(begin))),
    })
}

/// The parts that an answer is made from.
struct Given<S: 'static> {
    core: Arc<Core<S>>,
    principal: Principal,
    request: String,
}

impl<S: Send + Sync + 'static> Given<S> {
    fn of(begin: Begin<'_, S>) -> Self {
        Self {
            core: begin.core.clone(),
            principal: begin.call.principal().clone(),
            request: begin.id.to_owned(),
        }
    }

    fn service(&self) -> &TaskService {
        self.core
            .tasks_service()
            .expect("the methods are there where tasks are")
    }

    /// The task of this id, if it is one of the caller's, with what a job elsewhere says of it.
    async fn seen(&self, text: &str) -> Result<(TaskId, Record), Refusal> {
        let service = self.service();
        let id = service
            .ledger
            .id(text, &self.principal)
            .ok_or_else(no_such_task)?;
        let record = seen(&self.core, service, id).await.map_err(failed)?;
        record.map(|record| (id, record)).ok_or_else(no_such_task)
    }

    /// The task of this id as it stands, if it is one of the caller's.
    async fn task(&self, text: &str) -> Result<(TaskId, Record), Refusal> {
        let service = self.service();
        let id = service
            .ledger
            .id(text, &self.principal)
            .ok_or_else(no_such_task)?;
        let record = current(&self.core, service, id).await.map_err(failed)?;
        record.map(|record| (id, record)).ok_or_else(no_such_task)
    }

    fn acknowledged(&self) -> Finished {
        let id = &self.request;
        Finished::Response {
            body: format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"resultType":"complete"}}}}"#)
                .into_bytes(),
            outcome: Outcome::Done,
        }
    }
}

async fn answer_get<S: Send + Sync + 'static>(given: Given<S>, text: String) -> Finished {
    let (id, record) = match given.seen(&text).await {
        Ok(task) => task,
        Err(refusal) => return Finished::Refused(refusal),
    };
    send_again(&given.core, given.service(), id, &record).await;
    let meta = meta(given.core.server_info());
    let told = Shown {
        result_type: Some("complete"),
        meta: Some(&meta),
        ..shown(&text, &record)
    };
    Finished::Response {
        body: response(&given.request, &told),
        outcome: Outcome::Done,
    }
}

async fn answer_update<S: Send + Sync + 'static>(
    given: Given<S>,
    text: String,
    answers: BTreeMap<String, Box<RawValue>>,
) -> Finished {
    let (id, record) = match given.task(&text).await {
        Ok(task) => task,
        Err(refusal) => return Finished::Refused(refusal),
    };
    let service = given.service();
    let updated = service.ledger.update(id, |record| {
        let updated = record.answer(|key| answers.get(key).cloned(), now());
        if updated == Updated::Ready {
            record.home = service.home();
        }
        match updated {
            Updated::Nothing => Step::Keep((Updated::Nothing, record.clone())),
            updated => Step::Told((updated, record.clone())),
        }
    });
    match updated.await {
        Ok(Some((Updated::Ready, record))) => {
            service.start(&given.core);
            send(service, id, &record).await;
        }
        Ok(Some((Updated::Nothing, _))) => {
            send_again(&given.core, service, id, &record).await;
        }
        Ok(Some((Updated::Partly, _))) => {}
        Ok(None) => return Finished::Refused(no_such_task()),
        Err(error) => return Finished::Refused(failed(error)),
    }
    given.acknowledged()
}

async fn answer_cancel<S: Send + Sync + 'static>(given: Given<S>, text: String) -> Finished {
    let (id, _) = match given.task(&text).await {
        Ok(task) => task,
        Err(refusal) => return Finished::Refused(refusal),
    };
    let cancelled = given
        .service()
        .ledger
        .update(id, |record| match record.cancel(now()) {
            true => Step::Told(Some(record.clone())),
            false => Step::Keep(None),
        });
    match cancelled.await {
        Ok(Some(record)) => {
            if let Some(record) = record
                && let Some(job) = record.unstopped.clone()
            {
                stop(&given.core, id, record, job);
            }
            given.acknowledged()
        }
        Ok(None) => Finished::Refused(no_such_task()),
        Err(error) => Finished::Refused(failed(error)),
    }
}

fn failed(error: LedgerError) -> Refusal {
    if let LedgerError::TooLarge { size, most } = error {
        return invalid(format!(
            "With these answers, the task would hold {size} bytes, and {most} are the most; answer \
             more briefly"
        ));
    }
    tracing::error!(?error, "a task's record can't be reached");
    Refusal::new(
        ErrorCode::InternalError,
        "The task can't be reached for the moment; try again in a while",
    )
    .answered()
}
