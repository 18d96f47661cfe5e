//! Tasks as a server has them: how a call becomes one, how one is worked on, and what is told of it.

mod create;
mod current;
mod end;
mod follow;
mod kept;
mod settings;
mod supervise;
mod work;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use orion::util::secure_rand_bytes;
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::core::Core;
use crate::task::{AnyDispatch, Ledger, Leg, Record, Shown, TaskId};

pub(super) use create::create;
pub(super) use current::{current, send_again};
pub(super) use follow::Followed;

/// How long a worker may be silent before it is taken for lost, in milliseconds.
const LEASE: u64 = 15_000;

/// How often a worker says that it still works.
const BEAT: Duration = Duration::from_secs(5);

/// What a server with tasks has.
pub(crate) struct TaskService {
    pub(super) ledger: Arc<Ledger>,
    pub(super) dispatch: Arc<dyn AnyDispatch>,
    /// Legs that are worked on at a time by this process.
    workers: usize,
    /// Tells this worker from all others.
    worker: String,
    started: AtomicBool,
    /// Ends the work.
    stop: CancellationToken,
}

impl fmt::Debug for TaskService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskService")
            .field("workers", &self.workers)
            .finish_non_exhaustive()
    }
}

impl TaskService {
    /// # Panics
    ///
    /// Where the operating system has no randomness: without any, no id could be made either.
    pub(super) fn new(
        ledger: Ledger,
        dispatch: Arc<dyn AnyDispatch>,
        workers: usize,
        closing: &CancellationToken,
    ) -> Self {
        let mut worker = [0; 9];
        secure_rand_bytes(&mut worker).expect("the operating system gives randomness");
        Self {
            ledger: Arc::new(ledger),
            dispatch,
            workers,
            worker: URL_SAFE_NO_PAD.encode(worker),
            started: AtomicBool::new(false),
            stop: closing.child_token(),
        }
    }

    /// Whether tasks go on that another process had begun: those of a dead worker, by an engine
    /// that takes over, and after a restart, where the records are this server's alone.
    fn goes_on(&self) -> bool {
        self.dispatch.takes_over() || !self.ledger.is_shared()
    }

    /// Begins to work, once. Where a request comes before the server has begun by itself, such as
    /// in a router that is served by another program, it begins with that.
    pub(super) fn start<S: Send + Sync + 'static>(&self, core: &Arc<Core<S>>) {
        if self.workers == 0 || self.started.swap(true, Ordering::Relaxed) {
            return;
        }
        let work = work::work(Arc::downgrade(core));
        let (dispatch, workers, stop) = (self.dispatch.clone(), self.workers, self.stop.clone());
        let serving = async move { dispatch.serve(work, workers, stop).await };
        tracker(core).spawn(serving);
        if self.ledger.is_persistent() && self.goes_on() && !self.dispatch.takes_over() {
            tokio::spawn(resume(Arc::downgrade(core)));
        }
    }

    /// Takes on nothing more. What is worked on ends or hands over.
    pub(super) fn stop(&self) {
        self.stop.cancel();
    }
}

fn tracker<S>(core: &Core<S>) -> &TaskTracker {
    &core.shared().tasks
}

/// Tasks that are looked at together after a restart.
const PAGE: usize = 100;

/// Sends the legs of all tasks that live in a store of this server alone: what they were before the
/// restart is nobody's any more.
async fn resume<S: Send + Sync + 'static>(core: Weak<Core<S>>) {
    let mut after = None;
    loop {
        let Some(core) = core.upgrade() else { return };
        let Some(service) = core.tasks_service() else {
            return;
        };
        let page = match service.ledger.live(after, PAGE).await {
            Ok(page) => page,
            Err(error) => {
                tracing::error!("tasks from before a restart can't be found: {error}");
                return;
            }
        };
        for id in &page {
            if let Ok(Some(record)) = service.ledger.read(*id).await
                && !record.is_over()
            {
                send(service, *id, &record).await;
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(*last),
            _ => return,
        }
    }
}

/// Sends a task's leg. Where that fails, whoever looks at the task later sends it again.
pub(super) async fn send(service: &TaskService, id: TaskId, record: &Record) {
    let leg = Leg::new(id.name(), &record.order.tool, &record.order.schema);
    if let Err(error) = service.dispatch.send(leg).await {
        tracing::error!("a task's work can't be sent to a worker: {error}");
    }
}

/// The params of `notifications/tasks`, or a result, with the task's fields.
pub(super) fn shown<'a>(id: &'a str, record: &'a Record) -> Shown<'a> {
    Shown {
        id,
        record,
        result_type: None,
        detailed: true,
        meta: None,
    }
}

/// A JSON-RPC response with a task's fields as its result.
pub(super) fn response(id: &str, shown: &Shown<'_>) -> Vec<u8> {
    let mut out = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":"#).into_bytes();
    serde_json::to_writer(&mut out, shown).expect("texts and JSON are JSON");
    out.push(b'}');
    out
}

/// `_meta` of a result.
pub(super) fn meta(server_info: &str) -> Box<RawValue> {
    let meta = format!(r#"{{"io.modelcontextprotocol/serverInfo":{server_info}}}"#);
    RawValue::from_string(meta).expect("a server's description is JSON")
}

/// Says which input schema arguments are read by: the same on every instance of one version.
pub(super) fn fingerprint(json: &str) -> String {
    let digest = orion::hash::digest(json.as_bytes()).expect("fewer than 2^64 bytes");
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..12])
}
