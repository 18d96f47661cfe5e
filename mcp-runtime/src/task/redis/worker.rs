//! The operations of a worker on the queue.

use std::sync::Arc;
use std::time::Duration;

use super::queue::{GROUP, Queue};
use super::reader::Reader;
use crate::store::StoreError;
use crate::task::fleet::{self, Entry};

impl fleet::Queue for Queue {
    const KEPT_BY: &'static str = "Redis";

    type Id = String;
    type Reader = Reader;

    async fn open(
        self: &Arc<Self>,
        worker: &str,
        silence: Duration,
    ) -> Result<Reader, crate::Error> {
        Ok(Reader::open(self.clone(), worker, silence).await?)
    }

    async fn take(&self, entries: &[Entry<String>]) -> Result<(), StoreError> {
        let mut script = self.script(&self.scripts.take);
        for entry in entries {
            script.arg(&entry.leg).arg(&entry.id);
        }
        self.access().run("taking a task's work", &script).await
    }

    async fn beat(
        &self,
        worker: &str,
        entries: &[Entry<String>],
        _: Duration,
    ) -> Result<(), StoreError> {
        let mut script = self.script(&self.scripts.beat);
        script.arg(GROUP).arg(worker);
        for entry in entries {
            script.arg(&entry.id);
        }
        self.access().run("keeping a task's work", &script).await
    }

    async fn finish(&self, worker: &str, entry: &Entry<String>) -> Result<(), StoreError> {
        let mut script = self.script(&self.scripts.finish);
        script.arg(GROUP).arg(worker).arg(&entry.id);
        self.access().run("ending a task's work", &script).await
    }

    async fn put_back(&self, worker: &str, entry: &Entry<String>) -> Result<(), StoreError> {
        let mut script = self.script(&self.scripts.put_back);
        script
            .arg(GROUP)
            .arg(worker)
            .arg(&entry.id)
            .arg(&entry.leg)
            .arg(entry.times.saturating_add(1));
        self.access()
            .run("giving a task's work back", &script)
            .await
    }

    /// Queues again the entries that the worker had.
    async fn leave(&self, worker: &str) -> Result<(), StoreError> {
        let mut script = self.script(&self.scripts.leave);
        script.arg(GROUP).arg(worker);
        self.access().run("leaving the workers", &script).await
    }
}
