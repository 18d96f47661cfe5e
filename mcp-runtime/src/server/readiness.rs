//! Whether a server takes calls.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, join_all};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// How long a check may take before it has failed.
const LIMIT: Duration = Duration::from_secs(2);

/// How long results are kept, so that those who probe often are no load.
const KEPT: Duration = Duration::from_secs(1);

/// Of checks.
type Names = Arc<[Cow<'static, str>]>;

type Run = dyn Fn() -> BoxFuture<'static, Result<(), crate::Error>> + Send + Sync;

/// Something that must hold for a server to take calls.
#[derive(Clone)]
pub(crate) struct Check {
    name: Cow<'static, str>,
    run: Arc<Run>,
}

impl Check {
    pub(crate) fn new<F, E>(
        name: impl Into<Cow<'static, str>>,
        check: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<crate::Error>,
    {
        let run = move || {
            let checked = check();
            async move { checked.await.map_err(Into::into) }.boxed()
        };
        Self {
            name: name.into(),
            run: Arc::new(run),
        }
    }

    /// Whether it holds. Why it doesn't is for the log.
    async fn holds(&self) -> bool {
        // A check may panic before its first `await`, too.
        let running = AssertUnwindSafe(async { (self.run)().await }).catch_unwind();
        let error = match timeout(LIMIT, running).await {
            Ok(Ok(Ok(()))) => return true,
            Ok(Ok(Err(error))) => error,
            Ok(Err(panic)) => {
                crate::response::drop_quietly(panic);
                "it panicked".into()
            }
            Err(_) => format!("it took longer than {LIMIT:?}").into(),
        };
        tracing::warn!(check = &*self.name, %error, "the server is not ready: a check has failed");
        false
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

/// Whether a server takes calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ready {
    Yes,
    /// It shuts down.
    Closing,
    /// These checks have failed.
    Failing(Names),
}

/// The checks that decide whether a server takes calls, and their last results.
#[derive(Debug)]
pub(crate) struct Readiness {
    checks: Arc<[Check]>,
    closing: CancellationToken,
    /// The checks that failed when they last ran, and when that was. Held while they run: whoever
    /// comes meanwhile waits for their results.
    last: Arc<Mutex<Option<(Instant, Names)>>>,
}

impl Readiness {
    pub(crate) fn new(checks: &[Check], closing: CancellationToken) -> Self {
        Self {
            checks: checks.into(),
            closing,
            last: Arc::default(),
        }
    }

    pub(crate) async fn now(&self) -> Ready {
        let failing = tokio::select! {
            biased;
            () = self.closing.cancelled() => return Ready::Closing,
            failing = self.failing() => failing,
        };
        if failing.is_empty() {
            Ready::Yes
        } else {
            Ready::Failing(failing)
        }
    }

    async fn failing(&self) -> Names {
        let mut last = self.last.clone().lock_owned().await;
        if let Some((at, failing)) = &*last
            && at.elapsed() < KEPT
        {
            return failing.clone();
        }
        // In a task: a prober that has no patience would drop the checks, and nobody would ever
        // hear of one that hangs.
        let checks = self.checks.clone();
        let run = tokio::spawn(async move {
            let held = join_all(checks.iter().map(Check::holds)).await;
            let failing: Names = checks
                .iter()
                .zip(held)
                .filter(|(_, holds)| !holds)
                .map(|(check, _)| check.name.clone())
                .collect();
            *last = Some((Instant::now(), failing.clone()));
            failing
        });
        // The task ends early with the runtime only.
        run.await.unwrap_or_else(|_| Arc::new(["runtime".into()]))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn readiness(checks: Vec<Check>) -> Readiness {
        Readiness::new(&checks, CancellationToken::new())
    }

    fn failing<const N: usize>(names: [&'static str; N]) -> Ready {
        Ready::Failing(names.map(Cow::Borrowed).into())
    }

    #[tokio::test]
    async fn nothing_to_check_is_ready_until_it_closes() {
        let readiness = readiness(Vec::new());
        assert_eq!(readiness.now().await, Ready::Yes);
        readiness.closing.cancel();
        assert_eq!(readiness.now().await, Ready::Closing);
    }

    #[tokio::test(start_paused = true)]
    async fn every_check_that_fails_is_named_whichever_way_it_fails() {
        let readiness = readiness(vec![
            Check::new("good", async || Ok::<_, String>(())),
            Check::new("bad", async || Err("the password is `tiger`")),
            Check::new("hanging", std::future::pending::<Result<(), String>>),
            Check::new("panicking", || -> std::future::Ready<Result<(), String>> {
                panic!("oh no")
            }),
        ]);
        assert_eq!(
            readiness.now().await,
            failing(["bad", "hanging", "panicking"])
        );
    }

    #[tokio::test(start_paused = true)]
    async fn results_are_kept_for_a_moment_and_checks_run_once_for_all_who_ask() {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = runs.clone();
        let readiness = readiness(vec![Check::new("second time", move || {
            let run = counted.fetch_add(1, Ordering::Relaxed);
            async move {
                tokio::time::sleep(Duration::from_millis(10)).await;
                if run == 1 { Err("not now") } else { Ok(()) }
            }
        })]);
        assert!(
            join_all((0..10).map(|_| readiness.now()))
                .await
                .iter()
                .all(|ready| *ready == Ready::Yes)
        );
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        tokio::time::advance(KEPT).await;
        assert_eq!(readiness.now().await, failing(["second time"]));
        assert_eq!(readiness.now().await, failing(["second time"]));
        tokio::time::advance(KEPT).await;
        assert_eq!(readiness.now().await, Ready::Yes);
        assert_eq!(runs.load(Ordering::Relaxed), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_no_patience_leaves_the_checks_running() {
        let readiness = readiness(vec![Check::new(
            "hanging",
            std::future::pending::<Result<(), String>>,
        )]);
        assert!(timeout(LIMIT / 2, readiness.now()).await.is_err());
        tokio::time::advance(LIMIT / 2).await;
        assert_eq!(
            readiness.now().now_or_never(),
            None,
            "the checks have just run out of time"
        );
        tokio::task::yield_now().await;
        assert_eq!(readiness.now().now_or_never(), Some(failing(["hanging"])));
    }
}
