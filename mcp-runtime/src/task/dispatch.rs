use std::fmt;
use std::future::Future;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

pub use tokio_util::sync::CancellationToken;

/// A piece of work on its way to a worker: one leg of a task, from where it stands to its end, or to
/// its next question.
///
/// It names the task and no more. What is to be done is in the task's record, in the server's
/// [store](crate::store), so that an engine never sees an argument. As text it is JSON.
///
/// ```
/// use mcp_runtime::task::Leg;
///
/// let leg = Leg::new("AQIDBA", "transcribe", "1f2e");
/// let text = serde_json::to_string(&leg)?;
/// assert_eq!(serde_json::from_str::<Leg>(&text)?, leg);
/// assert_eq!(leg.tool(), "transcribe"); // for an engine with a queue for each
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Leg {
    task: String,
    tool: String,
    schema: String,
}

impl Leg {
    /// A leg of the task of this name, with its tool's name and what tells the tool's input schema.
    /// Servers make legs; an engine's tests may.
    pub fn new(
        task: impl Into<String>,
        tool: impl Into<String>,
        schema: impl Into<String>,
    ) -> Self {
        Self {
            task: task.into(),
            tool: tool.into(),
            schema: schema.into(),
        }
    }

    /// The task's name. Two legs of one name may be worked on at the same time: the record lets one
    /// of them through.
    pub fn task(&self) -> &str {
        &self.task
    }

    /// The full name of the tool that it is work for.
    pub fn tool(&self) -> &str {
        &self.tool
    }

    /// Says which input schema the task's arguments were read by.
    pub fn schema(&self) -> &str {
        &self.schema
    }
}

/// A worker's receipt for a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a leg that was returned is to be delivered again"]
pub enum Receipt {
    /// There is no more to do for it: the engine forgets it.
    Done,
    /// This worker can't take it now, or at all: it lacks the tool, or has no room for it. The
    /// engine delivers it again, later, and to another worker if there is one.
    Returned,
}

/// The work of a server: what an engine calls with each leg that it delivers.
///
/// ```
/// use mcp_runtime::task::{Leg, Receipt, Work};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let work = Work::new(|leg: Leg| async move {
///     assert_eq!(leg.tool(), "transcribe");
///     Receipt::Done
/// });
/// assert_eq!(work.run(Leg::new("AQIDBA", "transcribe", "1f2e")).await, Receipt::Done);
/// # }
/// ```
#[derive(Clone)]
pub struct Work(Arc<dyn Fn(Leg) -> BoxFuture<'static, Receipt> + Send + Sync>);

impl Work {
    /// Servers make their own; an engine's tests may make others.
    pub fn new<F: Future<Output = Receipt> + Send + 'static>(
        work: impl Fn(Leg) -> F + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move |leg| Box::pin(work(leg))))
    }

    /// Works on a leg until its end, which can take hours. Dropping the future gives the leg up:
    /// its body is dropped, and its record left to the next delivery.
    pub async fn run(&self, leg: Leg) -> Receipt {
        (self.0)(leg).await
    }
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Work")
    }
}

/// Why a leg could not be sent.
///
/// ```
/// use mcp_runtime::task::DispatchError;
///
/// let error = DispatchError::new("the broker refused the connection");
/// assert_eq!(error.to_string(), "the broker refused the connection");
/// ```
#[derive(Debug)]
pub struct DispatchError(Box<dyn std::error::Error + Send + Sync>);

impl DispatchError {
    /// For the operator: the caller hears that the server can't take tasks for the moment.
    pub fn new(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for DispatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for DispatchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// An engine: brings legs to workers, at least once each.
///
/// The record of a task says what is to be done, and which delivery of it is the valid one. So an
/// engine may deliver a leg twice, late, or to two workers at once, and nothing is done twice by
/// it. What it must not do is lose one. [`LocalDispatch`](super::LocalDispatch) is the default;
/// [the contract](super::contract) is a test for any other.
///
/// ```
/// use mcp_runtime::task::{CancellationToken, Dispatch, DispatchError, Leg, LocalDispatch, Work};
///
/// /// Counts what passes by.
/// #[derive(Default)]
/// struct Counted {
///     inner: LocalDispatch,
///     sent: std::sync::atomic::AtomicU64,
/// }
///
/// impl Dispatch for Counted {
///     async fn send(&self, leg: Leg) -> Result<(), DispatchError> {
///         self.sent.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
///         self.inner.send(leg).await
///     }
///
///     async fn serve(&self, work: Work, at_once: usize, stop: CancellationToken) {
///         self.inner.serve(work, at_once, stop).await;
///     }
///
///     fn takes_over(&self) -> bool {
///         self.inner.takes_over()
///     }
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() { mcp_runtime::task::contract::check(Counted::default()).await; }
/// ```
pub trait Dispatch: Send + Sync + 'static {
    /// Puts a leg where a worker will find it. Once this has returned, the leg is not lost by the
    /// end of this process, unless the engine is of this process alone.
    fn send(&self, leg: Leg) -> impl Future<Output = Result<(), DispatchError>> + Send;

    /// Delivers legs to `work`, no more than `at_once` at a time, until `stop` is cancelled. Then it
    /// begins no other, waits for those that it has begun, and returns. A server that ends hands
    /// them over by itself.
    ///
    /// While `work` runs, the engine keeps the leg alive: no other worker gets it unless this one
    /// is silent for too long. Where this future is dropped, or the process dies, the leg is
    /// delivered to another worker, as far as [`takes_over`](Self::takes_over) promises that.
    fn serve(
        &self,
        work: Work,
        at_once: usize,
        stop: CancellationToken,
    ) -> impl Future<Output = ()> + Send;

    /// Whether the legs of a worker that died are delivered to others. Where not, a task whose
    /// worker is silent has failed.
    fn takes_over(&self) -> bool;

    /// Whether the engine can be reached and works: what `/readyz` asks.
    fn ping(&self) -> impl Future<Output = Result<(), DispatchError>> + Send {
        std::future::ready(Ok(()))
    }
}

/// A [`Dispatch`] of any type, with futures in boxes.
#[allow(dead_code, reason = "readiness is of HTTP alone")]
pub(crate) trait AnyDispatch: Send + Sync {
    fn send(&self, leg: Leg) -> BoxFuture<'_, Result<(), DispatchError>>;
    fn serve(&self, work: Work, at_once: usize, stop: CancellationToken) -> BoxFuture<'_, ()>;
    fn takes_over(&self) -> bool;
    fn ping(&self) -> BoxFuture<'_, Result<(), DispatchError>>;
}

impl<D: Dispatch> AnyDispatch for D {
    fn send(&self, leg: Leg) -> BoxFuture<'_, Result<(), DispatchError>> {
        Box::pin(Dispatch::send(self, leg))
    }

    fn serve(&self, work: Work, at_once: usize, stop: CancellationToken) -> BoxFuture<'_, ()> {
        Box::pin(Dispatch::serve(self, work, at_once, stop))
    }

    fn takes_over(&self) -> bool {
        Dispatch::takes_over(self)
    }

    fn ping(&self) -> BoxFuture<'_, Result<(), DispatchError>> {
        Box::pin(Dispatch::ping(self))
    }
}
