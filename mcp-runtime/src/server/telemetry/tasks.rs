//! The metrics of tasks.

use std::sync::Arc;

use super::instruments::{Instrument, Labels, Sink};
use super::names;
use super::observer::Observer;
use crate::task::{OnEnd, Record};

/// Tasks that live, by what they wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Census {
    /// For a worker.
    pub(crate) queued: i64,
    /// For their own end: a worker or a job elsewhere has them.
    pub(crate) running: i64,
    /// For answers.
    pub(crate) waiting: i64,
    /// The seconds that the oldest of those has waited that wait for a worker.
    pub(crate) oldest: i64,
}

impl Observer {
    /// Whether anybody reads what is measured.
    pub(crate) fn has_sinks(&self) -> bool {
        !self.sinks.is_empty()
    }

    /// A call became a task.
    pub(crate) fn task_created(&self, tool: &str) {
        add(&self.sinks, Instrument::TasksCreated, 1, || of_tool(tool));
    }

    /// A worker has begun to work on a task.
    pub(crate) fn task_attempt(&self, tool: &str) {
        add(&self.sinks, Instrument::TaskAttempts, 1, || of_tool(tool));
    }

    /// Returns a function to be called with the record of each task that has ended.
    pub(crate) fn on_task_end(&self) -> OnEnd {
        let sinks = self.sinks.clone();
        Box::new(move |record: &Record| {
            add(&sinks, Instrument::TasksEnded, 1, || {
                let mut labels = of_tool(&record.order.tool);
                labels.push((names::OUTCOME, record.phase.status().into()));
                labels
            });
        })
    }

    /// So many tasks live, where there were so many before.
    pub(crate) fn tasks_are(&self, before: &Census, now: &Census) {
        for (state, before, now) in [
            ("queued", before.queued, now.queued),
            ("running", before.running, now.running),
            ("input_required", before.waiting, now.waiting),
        ] {
            add(&self.sinks, Instrument::TasksLive, now - before, || {
                vec![(names::TASK_STATE, state.into())]
            });
        }
        let older = now.oldest - before.oldest;
        add(&self.sinks, Instrument::OldestQueuedTask, older, Vec::new);
    }
}

fn of_tool(tool: &str) -> Labels {
    vec![(names::TOOL, tool.to_owned().into())]
}

fn add(
    sinks: &[Arc<dyn Sink>],
    instrument: Instrument,
    value: i64,
    labels: impl FnOnce() -> Labels,
) {
    if sinks.is_empty() {
        return;
    }
    let labels = labels();
    for sink in sinks {
        sink.add(instrument, value, &labels);
    }
}
