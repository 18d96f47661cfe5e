//! A leg while it runs: what the body of a tool and the worker that runs it share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::value::RawValue;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::clock::now;
use super::id::TaskId;
use super::ledger::{Ledger, LedgerError, Step};
use super::machine::{Fence, Superseded};
use crate::input::CallerTag;
use crate::protocol::{ErrorCode, Refusal};
use crate::response::ToolError;

/// How long a checkpoint waits for a store that is away. Later, another worker may have the task.
const PATIENCE: Duration = Duration::from_secs(15);

/// The end of a leg without a result, since its work runs elsewhere.
#[derive(Debug)]
pub(crate) enum Found {
    /// The job that does the work from now on, as JSON text.
    Started(Box<RawValue>),
    /// The job goes on, and may say how far it is.
    Working(Option<String>),
    /// The job was stopped by somebody else.
    Cancelled,
    /// The job knows that it is to stop.
    Stopped,
}

/// A leg that a worker runs.
pub(crate) struct RunningLeg {
    id: TaskId,
    /// As the client knows it.
    text: String,
    fence: Fence,
    caller: CallerTag,
    ledger: Arc<Ledger>,
    checkpoint: Option<Box<RawValue>>,
    /// The next status to report, and the signal that there is one.
    status: Mutex<Option<String>>,
    said: Notify,
    /// A shutdown asks for the work back.
    handing_over: CancellationToken,
    /// The body is to be dropped: another worker has taken over, or it has handed over.
    dropped: CancellationToken,
    panicked: AtomicBool,
    found: Mutex<Option<Found>>,
    /// Whether the checkpoint is a job that runs elsewhere.
    is_external: bool,
    /// Whether the job is to be stopped, and not to be asked.
    stops: bool,
}

impl std::fmt::Debug for RunningLeg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (id, fence) = (self.id.name(), self.fence);
        f.debug_struct("RunningLeg")
            .field("id", &id)
            .field("fence", &fence)
            .finish_non_exhaustive()
    }
}

impl RunningLeg {
    pub(crate) fn new(
        id: TaskId,
        text: String,
        fence: Fence,
        caller: CallerTag,
        ledger: Arc<Ledger>,
        checkpoint: Option<Box<RawValue>>,
        handing_over: CancellationToken,
    ) -> Self {
        Self {
            id,
            text,
            fence,
            caller,
            ledger,
            checkpoint,
            status: Mutex::new(None),
            said: Notify::new(),
            handing_over,
            dropped: CancellationToken::new(),
            panicked: AtomicBool::new(false),
            found: Mutex::new(None),
            is_external: false,
            stops: false,
        }
    }

    /// The same, of work that runs elsewhere or not.
    pub(crate) fn external(self, is_external: bool) -> Self {
        Self {
            is_external,
            ..self
        }
    }

    /// The same, to stop the job.
    pub(crate) fn stopping(self) -> Self {
        Self {
            stops: true,
            ..self
        }
    }

    /// Whether a job has the work that the leg is for.
    pub(crate) fn has_job(&self) -> bool {
        self.is_external && self.checkpoint.is_some()
    }

    /// Whether the job is to be stopped.
    pub(crate) fn stops(&self) -> bool {
        self.stops
    }

    /// Notes what the leg has come to. The error ends the call, and nobody gets it.
    pub(crate) fn end_with(&self, found: Found) -> ToolError {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
        ToolError::refused(Refusal::new(
            ErrorCode::InternalError,
            "the work goes on elsewhere",
        ))
    }

    /// Whether the leg comes to no result.
    pub(crate) fn has_found(&self) -> bool {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.is_some()
    }

    /// Takes the end of the leg, where that is no result.
    pub(crate) fn take_found(&self) -> Option<Found> {
        self.found
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// As the client knows the task.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whose quota the task is of.
    pub(crate) fn caller(&self) -> CallerTag {
        self.caller
    }

    pub(crate) fn checkpoint(&self) -> Option<&RawValue> {
        self.checkpoint.as_deref()
    }

    pub(crate) fn handing_over(&self) -> &CancellationToken {
        &self.handing_over
    }

    /// Resolves when the body is to be dropped.
    pub(crate) fn dropped(&self) -> &CancellationToken {
        &self.dropped
    }

    /// Notes that the body panicked.
    #[cold]
    pub(crate) fn note_panic(&self) {
        self.panicked.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_panicked(&self) -> bool {
        self.panicked.load(Ordering::Relaxed)
    }

    fn status(&self) -> MutexGuard<'_, Option<String>> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says how far it has come, once the worker gets to it.
    pub(crate) fn say(&self, text: String) {
        *self.status() = Some(text);
        self.said.notify_one();
    }

    /// Resolves when there is something to be said.
    pub(crate) async fn said(&self) {
        self.said.notified().await;
    }

    /// Takes the status to report, once.
    pub(crate) fn take_status(&self) -> Option<String> {
        self.status().take()
    }

    async fn try_store(
        &self,
        state: &RawValue,
        text: Option<&str>,
    ) -> Result<Option<Result<(), Superseded>>, LedgerError> {
        self.ledger
            .update(self.id, |record| {
                let noted = record.checkpoint(self.fence, state.to_owned(), now());
                if let (Ok(()), Some(text)) = (noted, text) {
                    record.message = Some(text.to_owned());
                }
                match noted {
                    Ok(()) if text.is_some() => Step::Told(Ok(())),
                    Ok(()) => Step::Quiet(Ok(())),
                    Err(superseded) => Step::Keep(Err(superseded)),
                }
            })
            .await
    }

    /// Notes where another attempt would go on. Where a shutdown asks for the work, it ends here.
    pub(super) async fn store(&self, state: Box<RawValue>) -> Result<(), ToolError> {
        let text = self.take_status();
        let until = Instant::now() + PATIENCE;
        let mut pause = Duration::from_millis(50);
        let stored = loop {
            let stored = self.try_store(&state, text.as_deref()).await;
            match stored {
                // Until another worker may have it, a store that is away for a moment may be back.
                Err(LedgerError::Store(_)) if Instant::now() < until => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(1));
                }
                stored => break stored,
            }
        };
        match stored {
            Ok(Some(Ok(()))) => {}
            Ok(Some(Err(Superseded)) | None) => {
                self.dropped.cancel();
                tracing::warn!(
                    task = self.id.name(),
                    "another worker has taken a task over, or it has ended: the work on it stops \
                     here"
                );
                return Err(ToolError::refused(Refusal::new(
                    ErrorCode::InternalError,
                    "another worker has taken the task over",
                )));
            }
            Err(LedgerError::TooLarge { size, most }) => {
                return Err(ToolError::internal(format!(
                    "the checkpoint makes a record of {size} bytes, and {most} are the most that \
                     are kept (`max_task_size`)"
                )));
            }
            Err(LedgerError::Store(error)) => return Err(error.into()),
            Err(other) => return Err(ToolError::internal(format!("{other:?}"))),
        }
        if self.handing_over.is_cancelled() {
            self.dropped.cancel();
            // The worker drops the body here.
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}
