//! Signals that tell a process to end: Ctrl-C and SIGTERM.

use std::future::Future;
use std::io::Result;
use std::sync::Arc;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Mutex;

/// Resolve when the process is asked to end: the first one so that it finishes what is in flight,
/// the second one, when it is asked once more, at once. None that comes from now on is missed.
pub(super) fn stop_signals() -> Result<(
    impl Future<Output = ()> + Send + 'static,
    impl Future<Output = ()> + Send + 'static,
)> {
    let first = Arc::new(Mutex::new(StopSignals::listen()?));
    let second = first.clone();
    Ok(
        (async move { first.lock().await.next().await }, async move {
            second.lock().await.next().await;
        }),
    )
}

#[cfg(unix)]
struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

#[cfg(unix)]
impl StopSignals {
    fn listen() -> Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            Some(()) = self.interrupt.recv() => {}
            Some(()) = self.terminate.recv() => {}
            else => std::future::pending().await,
        }
    }
}

#[cfg(windows)]
struct StopSignals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl StopSignals {
    fn listen() -> Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            std::future::pending().await
        }
    }
}
