//! Room for tasks in a store that has a bound: what has ended makes way for what lives.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::Ledger;
use crate::store::{Condition, Key, Revision, StoreError};
use crate::task::id::{GROUP, TaskId};

/// Records that are listed together.
const PAGE: usize = 100;

/// The part of what has ended that makes way before all of it is looked through again: until then,
/// somebody else's may have become the most.
const PART: usize = 2;

/// How long it is known that nothing more can make way, so that a store full of tasks that live
/// isn't looked through for each new one.
const KNOWN: Duration = Duration::from_secs(1);

/// The tasks that make way next.
#[derive(Debug, Default)]
pub(super) struct InTurn {
    /// The first one last.
    tasks: Vec<TaskId>,
    /// When there were none.
    none_at: Option<Instant>,
}

/// A task that has ended.
struct Ended {
    id: TaskId,
    /// In milliseconds since 1970.
    at: u64,
    size: usize,
}

impl Ledger {
    /// Writes a record of a task. If the store is full, tasks that have ended make way; one that
    /// lives never does.
    pub(super) async fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> Result<Option<Revision>, StoreError> {
        let put = || self.store.put(key, value.clone(), ttl, on);
        match put().await {
            Err(error) if error.is_full().is_some() => {}
            done => return done,
        }
        // One looks for room at a time, and others find what it has left.
        let mut in_turn = self.in_turn.lock().await;
        loop {
            match put().await {
                Err(error) if error.is_full().is_some() => {
                    if !self.make_room(&mut in_turn).await? {
                        return Err(error);
                    }
                }
                done => return done,
            }
        }
    }

    /// Removes a task that has ended. Says whether there was any.
    async fn make_room(&self, in_turn: &mut InTurn) -> Result<bool, StoreError> {
        let is_known = in_turn.none_at.is_some_and(|at| at.elapsed() < KNOWN);
        if in_turn.tasks.is_empty() && !is_known {
            let ended = self.ended().await?;
            let most = ended.len().div_ceil(PART);
            in_turn.tasks = ordered(ended).take(most).map(|ended| ended.id).collect();
            in_turn.tasks.reverse();
            if most > 0 {
                tracing::warn!("the store is full: tasks that have ended make way for others");
            }
        }
        let Some(next) = in_turn.tasks.pop() else {
            if !is_known {
                in_turn.none_at = Some(Instant::now());
            }
            return Ok(false);
        };
        in_turn.none_at = None;
        self.store.remove(&next.key()).await?;
        Ok(true)
    }

    async fn ended(&self) -> Result<Vec<Ended>, StoreError> {
        let (mut ended, mut after) = (Vec::new(), None::<String>);
        loop {
            let names = self.store.list(GROUP, after.as_deref(), PAGE).await?;
            for id in names.iter().filter_map(|name| TaskId::from_name(name)) {
                let key = id.key();
                let Some(stored) = self.store.get(&key, None).await? else {
                    continue;
                };
                let record = self.records.read(&key, &stored.value);
                // A job that is still to be told to stop is known by its task.
                let record = record.filter(|record| record.is_over() && record.unstopped.is_none());
                if let Some(record) = record {
                    let (at, size) = (record.updated, stored.value.len());
                    ended.push(Ended { id, at, size });
                }
            }
            match names.into_iter().nth(PAGE - 1) {
                Some(last) => after = Some(last),
                None => return Ok(ended),
            }
        }
    }
}

/// In the order in which they make way: of the caller first whose tasks take the most, so that
/// nobody's results make way for another's many; and each caller's oldest first.
fn ordered(mut ended: Vec<Ended>) -> impl Iterator<Item = Ended> {
    ended.sort_by_key(|ended| ended.at);
    let mut callers = BTreeMap::<_, (usize, VecDeque<Ended>)>::new();
    for ended in ended {
        let (size, theirs) = callers.entry(ended.id.caller()).or_default();
        *size += ended.size;
        theirs.push_back(ended);
    }
    let sizes = callers
        .iter()
        .map(|(caller, (size, _))| (*size, Reverse(*caller)));
    let mut largest: BinaryHeap<_> = sizes.collect();
    std::iter::from_fn(move || {
        let (size, Reverse(caller)) = largest.pop()?;
        let ended = callers.get_mut(&caller)?.1.pop_front()?;
        largest.push((size - ended.size, Reverse(caller)));
        Some(ended)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_of_whoever_has_the_most_make_way_first() {
        let ended = |caller: u8, at, size| Ended {
            id: TaskId::new([caller; 4]).unwrap_or_else(|e| panic!("{e}")),
            at,
            size,
        };
        let all = vec![
            ended(1, 1, 10),
            ended(2, 4, 30),
            ended(2, 3, 30),
            ended(2, 5, 5),
            ended(1, 2, 10),
        ];
        let order: Vec<u64> = ordered(all).map(|ended| ended.at).collect();
        assert_eq!(order, [3, 4, 1, 2, 5]);
    }
}
