//! Legs in a stream of Redis, and the group of workers that they are delivered to.

use redis::streams::StreamId;
use redis::{Script, ScriptInvocation};

use super::scripts::Scripts;
use crate::store::{RedisAccess, StoreError};
use crate::task::Leg;
use crate::task::fleet::{Entry, MOST, written};

/// The group of all workers.
pub(super) const GROUP: &str = "workers";

impl From<StreamId> for Entry<String> {
    fn from(entry: StreamId) -> Self {
        Self {
            leg: entry.get("leg").unwrap_or_default(),
            times: entry.get("returned").unwrap_or_default(),
            id: entry.id,
        }
    }
}

/// The queue, as workers and servers change it.
#[derive(Debug)]
pub(super) struct Queue {
    access: RedisAccess,
    pub(super) scripts: Scripts,
    /// The stream, with what is queued or worked on.
    legs: String,
    /// A hash: the entry of each leg that no worker has yet, so that none is queued twice.
    queued: String,
}

impl Queue {
    pub(super) fn new(access: RedisAccess) -> Self {
        Self {
            legs: access.key("{tasks}:legs"),
            queued: access.key("{tasks}:queued"),
            scripts: Scripts::default(),
            access,
        }
    }

    pub(super) fn access(&self) -> &RedisAccess {
        &self.access
    }

    /// The key of the stream.
    pub(super) fn legs(&self) -> &str {
        &self.legs
    }

    /// One of `scripts`, with its keys.
    pub(super) fn script<'a>(&self, script: &'a Script) -> ScriptInvocation<'a> {
        let mut invocation = script.prepare_invoke();
        invocation.key(&self.legs).key(&self.queued);
        invocation
    }

    pub(super) async fn send(&self, leg: &Leg) -> Result<(), StoreError> {
        const DOING: &str = "queueing a task's work";
        let leg = written(leg).map_err(|e| StoreError::new(DOING, e))?;
        let mut script = self.script(&self.scripts.send);
        script.arg(leg).arg(MOST);
        match self.access.run(DOING, &script).await? {
            true => Ok(()),
            false => Err(StoreError::new(
                DOING,
                format!("{MOST} tasks are queued, and too few workers take them"),
            )),
        }
    }

    /// Forgets workers that are long gone, `silence` in milliseconds.
    pub(super) async fn tidy(&self, silence: u64) -> Result<(), StoreError> {
        let mut script = self.script(&self.scripts.tidy);
        script.arg(GROUP).arg(silence);
        self.access.run("forgetting old workers", &script).await
    }
}
