//! The supervision of a running body: a worker says that it lives, writes the body's status, and
//! looks whether the work is still wanted.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::response::Emitter;
use crate::subscription::Waiter;
use crate::task::{
    Fence, Ledger, Phase, Record, RunningLeg, Step, Superseded, TaskId, millis, now,
};

/// The least time between two changes of a status.
const PACE: Duration = Duration::from_secs(1);

/// Why a body is to be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// It is no longer wanted, or another worker has it.
    Unwanted,
    /// It has handed over, or a shutdown waits no longer.
    HandOver,
    /// It took as long as its tool may take.
    TimedOut(Duration),
}

/// A leg that is supervised.
pub(super) struct Supervised<'a> {
    pub(super) id: TaskId,
    pub(super) fence: Fence,
    pub(super) ledger: &'a Ledger,
    pub(super) leg: &'a RunningLeg,
    pub(super) emitter: Option<Arc<Emitter>>,
    /// How long a worker may be silent.
    pub(super) silence: Duration,
    /// Rung when the record changes.
    pub(super) changes: Waiter,
    /// The end of the task's time.
    pub(super) end: Instant,
    /// The tool's own limit.
    pub(super) timeout: Option<Duration>,
    /// The server shuts down, and how long it waits.
    pub(super) closing: &'a CancellationToken,
    pub(super) patience: Duration,
    /// Asks the body to hand over.
    pub(super) handing_over: &'a CancellationToken,
}

impl Supervised<'_> {
    /// Until the body is to be dropped.
    pub(super) async fn run(&self) -> Stop {
        tokio::select! {
            stop = self.watch() => stop,
            () = self.listen() => unreachable!("it listens for ever"),
        }
    }

    async fn watch(&self) -> Stop {
        let often = self.silence / 3;
        let mut beat = interval_at(Instant::now() + often, often);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let timeout = self
            .timeout
            .map(|timeout| (Instant::now() + timeout, timeout));
        let mut last = Instant::now()
            .checked_sub(PACE)
            .unwrap_or_else(Instant::now);
        let mut says = false;
        let mut waits_until = None;
        loop {
            let stop = tokio::select! {
                () = self.leg.dropped().cancelled() => Some(self.dropped()),
                () = sleep_until(self.end) => Some(self.expire().await),
                () = at(timeout.map(|(at, _)| at)) => {
                    timeout.map(|(_, timeout)| Stop::TimedOut(timeout))
                }
                () = self.closing.cancelled(), if waits_until.is_none() => {
                    self.handing_over.cancel();
                    waits_until = Some(Instant::now() + self.patience);
                    None
                }
                () = at(waits_until) => Some(Stop::HandOver),
                _ = self.changes.woken() => self.looked().await,
                _ = beat.tick() => self.beat().await,
                () = self.leg.said() => { says = true; None }
                () = sleep_until(last + PACE), if says => {
                    (says, last) = (false, Instant::now());
                    self.say().await
                }
            };
            if let Some(stop) = stop {
                return stop;
            }
        }
    }

    fn dropped(&self) -> Stop {
        match self.handing_over.is_cancelled() {
            true => Stop::HandOver,
            false => Stop::Unwanted,
        }
    }

    /// Hands on what the body says by its `Context`, for ever.
    async fn listen(&self) {
        let Some(emitter) = &self.emitter else {
            return std::future::pending().await;
        };
        loop {
            emitter.ready().await;
            while let Some(message) = emitter.pop() {
                hand_on(self.leg, &message);
            }
        }
    }

    /// Looks whether the leg is still the valid one.
    async fn looked(&self) -> Option<Stop> {
        match self.ledger.read(self.id).await {
            Ok(Some(record)) if self.is_mine(&record) => None,
            Ok(_) => Some(Stop::Unwanted),
            // The next beat looks again.
            Err(_) => None,
        }
    }

    fn is_mine(&self, record: &Record) -> bool {
        matches!(record.phase, Phase::Running { .. }) && Fence(record.fence) == self.fence
    }

    async fn beat(&self) -> Option<Stop> {
        self.write(
            |record| record.beat(self.fence, now(), millis(self.silence)),
            false,
        )
        .await
    }

    async fn say(&self) -> Option<Stop> {
        let text = self.leg.take_status()?;
        self.write(|record| record.say(self.fence, &text, now()), true)
            .await
    }

    async fn write(
        &self,
        mut change: impl FnMut(&mut Record) -> Result<(), Superseded>,
        is_told: bool,
    ) -> Option<Stop> {
        let written = self.ledger.update(self.id, |record| match change(record) {
            Ok(()) if is_told => Step::Told(true),
            Ok(()) => Step::Quiet(true),
            Err(Superseded) => Step::Keep(false),
        });
        match written.await {
            // A status that is too long to be kept is left out. Of a store that is away, the
            // ledger has told; the next beat tries again.
            Ok(Some(true)) | Err(_) => None,
            Ok(_) => Some(Stop::Unwanted),
        }
    }

    async fn expire(&self) -> Stop {
        let expired = self
            .ledger
            .update(self.id, |record| match record.expire(now()) {
                true => Step::Told(()),
                false => Step::Keep(()),
            });
        // Where the store is away, it is ended by who looks at it.
        let _ = expired.await;
        Stop::Unwanted
    }
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Progress becomes the task's status, and log messages go to the server's own log.
fn hand_on(leg: &RunningLeg, message: &str) {
    let message: Value = serde_json::from_str(message).unwrap_or_default();
    let params = &message["params"];
    match message["method"].as_str() {
        Some("notifications/progress") => leg.say(progress(params)),
        Some("notifications/message") => {
            let (level, data) = (params["level"].as_str().unwrap_or("info"), &params["data"]);
            tracing::info!(task = leg.text(), level, %data, "a task says");
        }
        _ => {}
    }
}

fn progress(params: &Value) -> String {
    let (message, total) = (params["message"].as_str(), &params["total"]);
    let done = number(&params["progress"]);
    match (message, total.is_null()) {
        (Some(message), _) => message.to_owned(),
        (None, false) => format!("{done} of {}", number(total)),
        (None, true) => done,
    }
}

/// Whole numbers without a fraction.
fn number(value: &Value) -> String {
    match value.as_f64() {
        Some(whole) if whole.fract() == 0.0 => format!("{whole:.0}"),
        Some(number) => number.to_string(),
        None => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn progress_is_told_in_words() {
        for (params, told) in [
            (json!({ "progress": 3.0, "total": 10.0 }), "3 of 10"),
            (json!({ "progress": 0.5 }), "0.5"),
            (
                json!({ "progress": 1, "message": "reading b.csv" }),
                "reading b.csv",
            ),
        ] {
            assert_eq!(progress(&params), told);
        }
    }
}
