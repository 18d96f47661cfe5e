//! Functions that aren't `async`, and the threads that they run on.

use std::any::Any;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;

use super::{Call, Held};

/// How long a function may block a thread that others wait for.
const SLOW: Duration = Duration::from_millis(1);

/// So slow that the scheduling of another process doesn't explain it.
const CERTAINLY_SLOW: Duration = Duration::from_millis(20);

/// How many fast runs in a row make a slow function a fast one.
const RUNS: u32 = 16;

/// Returns a hold on the call's room, for a function that may outlive the call.
pub fn hold<S>(call: &Call<S>) -> Held {
    call.hold()
}

/// A function and its result, whatever their types are: what runs them exists once, and not once
/// for each tool.
type AnyFunction = Box<dyn FnOnce() -> AnyResult + Send>;
type AnyResult = Box<dyn Any + Send>;

fn any<R: Send + 'static>(function: impl FnOnce() -> R + Send + 'static) -> AnyFunction {
    Box::new(|| Box::new(function()))
}

fn its<R: 'static>(result: AnyResult) -> R {
    match result.downcast() {
        Ok(result) => *result,
        Err(_) => unreachable!("a function returns its own type"),
    }
}

/// Runs a `blocking` tool on a thread of its own, within the call's span. A panic there is a panic
/// here.
pub async fn blocking<R: Send + 'static>(
    held: Held,
    function: impl FnOnce() -> R + Send + 'static,
) -> R {
    its(on_another_thread(held, any(function)).await)
}

async fn on_another_thread(held: Held, function: AnyFunction) -> AnyResult {
    let span = tracing::Span::current();
    let dispatch = tracing::dispatcher::get_default(Clone::clone);
    let running = move || {
        // A thread can't be stopped, so this lasts longer than a call that was.
        let _held = held;
        tracing::dispatcher::with_default(&dispatch, || span.in_scope(function))
    };
    // A call that is dropped before a thread was free doesn't run at all.
    match AbortOnDropHandle::new(tokio::task::spawn_blocking(running)).await {
        Ok(result) => result,
        Err(e) => match e.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is shutting down, and takes this call with it.
            Err(_) => std::future::pending().await,
        },
    }
}

/// A call, whatever the state of its server is.
pub trait Holder {
    /// Returns a hold on the call's room.
    fn hold(&self) -> Held;

    /// Returns the name of the called item, for logs.
    fn name(&self) -> &str;
}

impl<S: 'static> Holder for Call<S> {
    fn hold(&self) -> Held {
        Call::hold(self)
    }

    fn name(&self) -> &str {
        self.logged_name()
    }
}

/// The call of what is never called.
#[derive(Debug)]
pub struct Nobody;

/// The call of what is never called.
pub const NOBODY: Nobody = Nobody;

impl Holder for Nobody {
    fn hold(&self) -> Held {
        Held::default()
    }

    fn name(&self) -> &'static str {
        ""
    }
}

/// How fast a function is, as far as its runs have shown.
#[derive(Debug, Default)]
pub struct Pace {
    /// Nothing yet, that it is fast, or, on top of that it is slow, how many fast runs there were
    /// since.
    known: AtomicU32,
    told: AtomicBool,
}

const FAST: u32 = 1;
const IS_SLOW: u32 = 2;

impl Pace {
    /// Before the first run.
    pub const fn new() -> Self {
        Self {
            known: AtomicU32::new(0),
            told: AtomicBool::new(false),
        }
    }

    #[cold]
    fn was_slow(&self, took: Duration, call: &dyn Holder) {
        let before = self.known.swap(IS_SLOW, Relaxed);
        // The first time it may have been the machine that was slow.
        let is_certain = took >= CERTAINLY_SLOW || before >= IS_SLOW;
        if is_certain && !self.told.swap(true, Relaxed) {
            tracing::warn!(
                name = call.name(),
                ?took,
                "a function that isn't `async` blocks its thread, and runs on one of its own from \
                 now on; `blocking` in its attribute says so beforehand"
            );
        }
    }

    fn was_fast_elsewhere(&self) {
        let known = self.known.load(Relaxed);
        let now = match known {
            IS_SLOW.. if known + 1 < IS_SLOW + RUNS => known + 1,
            _ => FAST,
        };
        // Another run may have found out more.
        let _ = self.known.compare_exchange(known, now, Relaxed, Relaxed);
    }
}

/// Runs a function that isn't `async`. A function that has proved to be fast runs on the calling
/// thread; an unknown or slow one runs as if it were `blocking`.
pub async fn plain<R: Send + 'static>(
    pace: &'static Pace,
    call: &(dyn Holder + Sync),
    function: impl FnOnce() -> R + Send + 'static,
) -> R {
    if pace.known.load(Relaxed) == FAST || Handle::try_current().is_err() {
        let start = Instant::now();
        let result = function();
        let took = start.elapsed();
        if took > SLOW {
            pace.was_slow(took, call);
        }
        return result;
    }
    // In a box of its own, so that it weighs on no call of a fast function.
    its(Box::pin(elsewhere(pace, call, any(function))).await)
}

async fn elsewhere(
    pace: &'static Pace,
    call: &(dyn Holder + Sync),
    function: AnyFunction,
) -> AnyResult {
    let timed = move || {
        let start = Instant::now();
        (function(), start.elapsed())
    };
    let timed = on_another_thread(call.hold(), any(timed)).await;
    let (result, took) = its::<(AnyResult, Duration)>(timed);
    if took > SLOW {
        pace.was_slow(took, call);
    } else {
        pace.was_fast_elsewhere();
    }
    result
}

#[cfg(test)]
mod tests {
    use std::thread::{ThreadId, current};

    use super::*;

    async fn run(pace: &'static Pace, time: Duration) -> ThreadId {
        let function = move || {
            std::thread::sleep(time);
            current().id()
        };
        plain(pace, &NOBODY, function).await
    }

    #[tokio::test]
    async fn where_a_function_runs_is_learned_from_its_runs() {
        static PACE: Pace = Pace::new();
        let here = current().id();
        let slow = CERTAINLY_SLOW;
        assert_ne!(run(&PACE, slow).await, here, "nothing is known of it");
        assert_ne!(run(&PACE, slow).await, here, "it is slow");
        for _ in 0..RUNS {
            PACE.was_fast_elsewhere();
        }
        assert_eq!(run(&PACE, slow).await, here, "it has been fast for long");
        assert_ne!(run(&PACE, slow).await, here);
        for _ in 0..RUNS - 1 {
            PACE.was_fast_elsewhere();
        }
        assert_ne!(run(&PACE, slow).await, here, "not for long enough");
        assert!(PACE.told.load(Relaxed));
    }
}
