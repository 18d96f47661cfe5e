//! The task service of a server: the records of tasks, and the engine that brings their work.

use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use orion::util::secure_rand_bytes;
use tokio_util::sync::CancellationToken;

use crate::task::{AnyDispatch, Ledger, Leg, Record, TaskId, millis};

/// The records, the engine and the workers of a server with tasks.
pub(crate) struct TaskService {
    pub(in crate::server) ledger: Arc<Ledger>,
    pub(in crate::server) dispatch: Arc<dyn AnyDispatch>,
    /// Legs that are worked on at a time by this process.
    pub(super) workers: usize,
    /// Tells this worker from all others.
    pub(super) worker: String,
    pub(super) started: AtomicBool,
    /// How long a worker may be silent before it is taken for lost. It says three times as often
    /// that it still works.
    pub(super) silence: Duration,
    /// The tasks whose jobs are being told to stop.
    stopping: Mutex<HashSet<TaskId>>,
    /// Ends the work.
    pub(super) stop: CancellationToken,
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
    pub(in crate::server) fn new(
        ledger: Ledger,
        dispatch: Arc<dyn AnyDispatch>,
        workers: usize,
        silence: Duration,
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
            silence,
            stopping: Mutex::default(),
            stop: closing.child_token(),
        }
    }

    /// The tasks whose jobs are being told to stop, so that each is told by one.
    pub(super) fn stopping(&self) -> MutexGuard<'_, HashSet<TaskId>> {
        self.stopping.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long a worker may be silent before it is taken for lost, in milliseconds.
    pub(super) fn lease(&self) -> u64 {
        millis(self.silence)
    }

    /// Whether tasks go on that another process had begun: those of a dead worker, by an engine
    /// that takes over, and after a restart, where the records are this server's alone.
    pub(super) fn goes_on(&self) -> bool {
        self.dispatch.takes_over() || !self.ledger.is_shared()
    }

    /// This instance, where a task in its queue is lost with it.
    pub(in crate::server) fn home(&self) -> Option<String> {
        (!self.goes_on()).then(|| self.worker.clone())
    }

    /// Takes on nothing more. What is worked on ends or hands over.
    #[cfg(any(feature = "http", feature = "stdio"))]
    pub(in crate::server) fn stop(&self) {
        self.stop.cancel();
    }
}

/// Sends a task's leg. Where that fails, whoever looks at the task later sends it again.
pub(in crate::server) async fn send(service: &TaskService, id: TaskId, record: &Record) {
    let leg = Leg::new(id.name(), &record.order.tool, &record.order.schema);
    if let Err(error) = service.dispatch.send(leg).await {
        tracing::error!("a task's work can't be sent to a worker: {error}");
    }
}

/// Says which input schema arguments are read by: the same on every instance of one version.
pub(in crate::server) fn fingerprint(json: &str) -> String {
    let digest = orion::hash::digest(json.as_bytes()).expect("fewer than 2^64 bytes");
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..12])
}
