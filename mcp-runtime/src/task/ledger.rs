//! The records of a server's tasks in its store, each changed by compare-and-set.
//!
//! Beside the record of a task that lives stand two marks, by which tasks are counted: one among
//! all of the server's, one among its caller's. They end with the task.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;

use super::clock::now;
use super::id::{IdKeys, LIVE, TaskId};
use super::record::Record;
use super::seal::RecordKeys;
use crate::input::SealingKeys;
use crate::params::Principal;
use crate::store::{Condition, Key, SharedStore, StoreError};
use crate::subscription::Notify;

/// How often a change is tried again before it is given up, with pauses that grow to
/// [`LONGEST_PAUSE`].
const TRIES: u32 = 100;

/// The group of instances that are there.
const INSTANCE: &str = "task-instance";

const LONGEST_PAUSE: Duration = Duration::from_millis(32);

/// The limits on what is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskLimits {
    /// Tasks of a server that live at a time.
    pub(crate) live: usize,
    /// Of them, those of one caller.
    pub(crate) per_caller: usize,
    /// The bytes of one record: with arguments, answers, the checkpoint and the result.
    pub(crate) size: usize,
}

/// The records of a server's tasks.
pub(crate) struct Ledger {
    store: SharedStore,
    ids: IdKeys,
    records: RecordKeys,
    limits: TaskLimits,
    notify: Notify,
    on_end: OnEnd,
    /// Whether the store could not be reached the last time.
    is_away: AtomicBool,
    /// The ended tasks that make way where the store is full.
    in_turn: tokio::sync::Mutex<room::InTurn>,
}

/// Called once for each task, with the record of its end, by the instance that has written it.
pub(crate) type OnEnd = Box<dyn Fn(&Record) + Send + Sync>;

/// The result of a change of a record.
#[derive(Debug)]
pub(crate) enum Step<R> {
    /// Nothing is to be written.
    Keep(R),
    /// It is written, but nobody who looks at the task would see it.
    Quiet(R),
    /// It is written, and those who listen are told.
    Told(R),
}

/// Why a record could not be written.
#[derive(Debug)]
pub(crate) enum LedgerError {
    Store(StoreError),
    /// It would be larger than it may be.
    TooLarge {
        size: usize,
        most: usize,
    },
    /// The server has as many tasks as it may have.
    Full {
        most: usize,
    },
    /// The caller has as many tasks as it may have.
    CallerFull {
        most: usize,
    },
    /// It can't be sealed, or too many change it at once.
    Failed(&'static str),
}

impl From<StoreError> for LedgerError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Ledger {
    pub(crate) fn new(
        store: SharedStore,
        keys: &SealingKeys,
        limits: TaskLimits,
        notify: Notify,
        on_end: OnEnd,
    ) -> Self {
        Self {
            ids: IdKeys::new(keys),
            records: RecordKeys::new(keys, store.is_persistent()),
            store,
            limits,
            notify,
            on_end,
            is_away: AtomicBool::new(false),
            in_turn: tokio::sync::Mutex::default(),
        }
    }

    /// The id as its owner knows it.
    pub(crate) fn text(&self, id: TaskId, owner: &Principal) -> String {
        id.text(owner, &self.ids)
    }

    /// The task that an id means for this caller.
    pub(crate) fn id(&self, text: &str, owner: &Principal) -> Option<TaskId> {
        TaskId::read(text, owner, &self.ids)
    }

    /// The name of the signal that tells of the task's changes.
    pub(crate) fn signal(id: TaskId) -> String {
        format!("task/{}", id.name())
    }

    /// Writes the record of a new task, if there may be one more.
    pub(crate) async fn create(&self, id: TaskId, record: &Record) -> Result<(), LedgerError> {
        let key = id.key();
        let value = self.written(&key, record)?;
        let ttl = kept_for(record);
        let TaskLimits {
            live, per_caller, ..
        } = self.limits;
        let (all, callers) = (id.live_key(), id.callers_live_key());
        let room = Condition::Room(per_caller);
        if self.put(&callers, Bytes::new(), ttl, room).await?.is_none() {
            return Err(LedgerError::CallerFull { most: per_caller });
        }
        let room = Condition::Room(live);
        let made = match self.put(&all, Bytes::new(), ttl, room).await {
            Ok(Some(_)) => self.put(&key, value, ttl, Condition::Absent).await,
            Ok(None) => {
                self.forget(id).await;
                return Err(LedgerError::Full { most: live });
            }
            Err(error) => Err(error),
        };
        match made {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(LedgerError::Failed(
                "two ids of so many random bits are the same",
            )),
            Err(error) => {
                self.forget(id).await;
                Err(error.into())
            }
        }
    }

    /// The record of a task, unless it is gone.
    pub(crate) async fn read(&self, id: TaskId) -> Result<Option<Record>, StoreError> {
        let key = id.key();
        let Some(stored) = self.noted(self.store.get(&key, None).await)? else {
            return Ok(None);
        };
        Ok(self.opened(&key, &stored.value))
    }

    /// Changes a record. `change` is called again where somebody else was faster. `None` where
    /// there is no such task any more.
    pub(crate) async fn update<R>(
        &self,
        id: TaskId,
        mut change: impl FnMut(&mut Record) -> Step<R>,
    ) -> Result<Option<R>, LedgerError> {
        let key = id.key();
        let mut pause = Duration::from_millis(1);
        for _ in 0..TRIES {
            let Some(stored) = self.noted(self.store.get(&key, None).await)? else {
                return Ok(None);
            };
            let Some(mut record) = self.opened(&key, &stored.value) else {
                return Ok(None);
            };
            let was_over = record.is_over();
            let (result, is_told) = match change(&mut record) {
                Step::Keep(result) => return Ok(Some(result)),
                Step::Quiet(result) => (result, false),
                Step::Told(result) => (result, true),
            };
            let value = self.written(&key, &record)?;
            let on = Condition::Unchanged(stored.revision);
            let put = self.put(&key, value, kept_for(&record), on).await;
            if self.noted(put)?.is_some() {
                if record.is_over() && !was_over {
                    (self.on_end)(&record);
                    self.forget(id).await;
                }
                if is_told {
                    self.notify.signal(Self::signal(id));
                }
                return Ok(Some(result));
            }
            // Those who meet here go on at different times, each with what is there by then.
            tokio::time::sleep(pause.mul_f64(random())).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        Err(LedgerError::Failed("too many change a task at once"))
    }

    /// Removes a task that nobody knows of.
    pub(crate) async fn remove(&self, id: TaskId) {
        if let Err(error) = self.store.remove(&id.key()).await {
            tracing::warn!("a task's record is removed by its end only: {error}");
        }
        self.forget(id).await;
    }

    /// Tasks that live, in the order of their names, after this one.
    pub(crate) async fn live(
        &self,
        after: Option<TaskId>,
        most: usize,
    ) -> Result<Vec<TaskId>, StoreError> {
        let after = after.map(TaskId::name);
        let names = self.store.list(LIVE, after.as_deref(), most).await?;
        Ok(names
            .iter()
            .filter_map(|name| TaskId::from_name(name))
            .collect())
    }

    /// Says that the tasks of this instance are worked on, for another `lasts`.
    pub(crate) async fn beat(&self, instance: &str, lasts: Duration) -> Result<(), StoreError> {
        let key = Key::new(INSTANCE, instance);
        for _ in 0..TRIES {
            let there = self.noted(self.store.get(&key, None).await)?;
            let on = there.map_or(Condition::Absent, |there| {
                Condition::Unchanged(there.revision)
            });
            let put = self.store.put(&key, Bytes::new(), lasts, on).await;
            if self.noted(put)?.is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether an instance has said of late that it is there.
    pub(crate) async fn is_there(&self, instance: &str) -> Result<bool, StoreError> {
        let key = Key::new(INSTANCE, instance);
        Ok(self.noted(self.store.get(&key, None).await)?.is_some())
    }

    /// Says that an instance has ended.
    pub(crate) async fn leave(&self, instance: &str) {
        // Where that fails, others find out a moment later.
        let _ = self.noted(self.store.remove(&Key::new(INSTANCE, instance)).await);
    }

    /// Whether other instances have the same records.
    pub(crate) fn is_shared(&self) -> bool {
        self.store.is_persistent() && self.store.bus().is_some()
    }

    /// Whether the records are there after a restart.
    pub(crate) fn is_persistent(&self) -> bool {
        self.store.is_persistent()
    }

    /// Tells once that the store can't be reached, and once that it can be again, however many ask
    /// meanwhile.
    fn noted<T>(&self, asked: Result<T, StoreError>) -> Result<T, StoreError> {
        match &asked {
            Ok(_) if self.is_away.load(Ordering::Relaxed) => {
                if self.is_away.swap(false, Ordering::Relaxed) {
                    tracing::info!("the records of tasks can be reached again");
                }
            }
            Ok(_) => {}
            Err(error) => {
                if !self.is_away.swap(true, Ordering::Relaxed) {
                    tracing::warn!("the records of tasks can't be reached for now: {error}");
                }
            }
        }
        asked
    }

    fn written(&self, key: &Key, record: &Record) -> Result<Bytes, LedgerError> {
        let written = self.records.write(key, record);
        let value = written.map_err(|_| LedgerError::Failed("a task's record can't be written"))?;
        let (size, most) = (value.len(), self.limits.size);
        if size > most {
            return Err(LedgerError::TooLarge { size, most });
        }
        Ok(value)
    }

    fn opened(&self, key: &Key, value: &[u8]) -> Option<Record> {
        let record = self.records.read(key, value);
        if record.is_none() {
            tracing::warn!("a task's record is sealed by a key that the server doesn't have");
        }
        record
    }

    /// Removes the marks of a task that lives no longer.
    async fn forget(&self, id: TaskId) {
        for key in [id.live_key(), id.callers_live_key()] {
            if let Err(error) = self.store.remove(&key).await {
                tracing::warn!("a task counts until its end as one that lives: {error}");
            }
        }
    }
}

fn kept_for(record: &Record) -> Duration {
    Duration::from_millis(record.kept_for(now()))
}

/// From 0.5 to 1.
#[allow(clippy::cast_precision_loss)] // Any number will do.
fn random() -> f64 {
    0.5 + RandomState::new().hash_one(()) as f64 / u64::MAX as f64 / 2.0
}

mod room;
#[cfg(test)]
mod tests;
