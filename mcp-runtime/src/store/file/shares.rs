//! How much each group has in the file, and how much it may have.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use redb::{Error, ReadableTable, Table, TableDefinition, WriteTransaction};

use crate::store::{Full, StoreError};

/// By group: its records, and what they cost. Those of all are under no group's name, which is
/// empty.
const GROUPS: TableDefinition<'_, &[u8], (u64, u64)> = TableDefinition::new("groups");

const ALL: &[u8] = &[];

/// The cost of a record beside its name and its bytes, in bytes.
const OVERHEAD: u64 = 128;

/// Which part of the bytes one group may have, unless that is set.
const SHARE: u64 = 8;

/// Returns the cost of a record, in bytes.
pub(super) fn cost(name: &[u8], value: usize) -> u64 {
    OVERHEAD + name.len() as u64 + value as u64
}

/// How much there may be, in bytes.
#[derive(Debug)]
pub(super) struct Bounds {
    all: AtomicU64,
    /// An eighth of all, unless set.
    group: AtomicU64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            all: AtomicU64::new(4 << 30),
            group: AtomicU64::new(0),
        }
    }
}

impl Bounds {
    pub(super) fn set(&self, all: u64) {
        self.all.store(all, Ordering::Relaxed);
    }

    pub(super) fn set_group(&self, group: u64) {
        self.group.store(group.max(1), Ordering::Relaxed);
    }

    fn all(&self) -> u64 {
        self.all.load(Ordering::Relaxed)
    }

    fn group(&self) -> u64 {
        match self.group.load(Ordering::Relaxed) {
            0 => self.all() / SHARE,
            set => set.min(self.all()),
        }
    }

    pub(super) fn refusal(&self, full: Full) -> StoreError {
        let why = match full {
            Full::Group => format!("one group has {} bytes at most", self.group()),
            Full::Store => format!("the file has {} bytes of records at most", self.all()),
        };
        StoreError::full(full, why)
    }
}

/// The table of each group's records and bytes, and of all groups together, open for writing.
pub(super) struct Shares<'txn>(Table<'txn, &'static [u8], (u64, u64)>);

impl<'txn> Shares<'txn> {
    pub(super) fn of(transaction: &'txn WriteTransaction) -> Result<Self, Error> {
        Ok(Self(transaction.open_table(GROUPS)?))
    }

    fn read(&self, group: &[u8]) -> Result<(u64, u64), Error> {
        Ok(self.0.get(group)?.map_or((0, 0), |share| share.value()))
    }

    fn write(&mut self, group: &[u8], (records, bytes): (u64, u64)) -> Result<(), Error> {
        if records == 0 {
            self.0.remove(group)?;
        } else {
            self.0.insert(group, (records, bytes))?;
        }
        Ok(())
    }

    /// How many records a group has, of which some may be past their end.
    pub(super) fn records(&self, name: &[u8]) -> Result<u64, Error> {
        Ok(self.read(group(name))?.0)
    }

    /// Returns which part would be full with so many bytes more.
    pub(super) fn full(
        &self,
        name: &[u8],
        more: u64,
        bounds: &Bounds,
    ) -> Result<Option<Full>, Error> {
        if more == 0 {
            return Ok(None);
        }
        if self.read(group(name))?.1 + more > bounds.group() {
            return Ok(Some(Full::Group));
        }
        Ok((self.read(ALL)?.1 + more > bounds.all()).then_some(Full::Store))
    }

    pub(super) fn add(&mut self, name: &[u8], cost: u64) -> Result<(), Error> {
        for group in [group(name), ALL] {
            let (records, bytes) = self.read(group)?;
            self.write(group, (records + 1, bytes + cost))?;
        }
        Ok(())
    }

    pub(super) fn remove(&mut self, name: &[u8], cost: u64) -> Result<(), Error> {
        for group in [group(name), ALL] {
            let (records, bytes) = self.read(group)?;
            self.write(
                group,
                (records.saturating_sub(1), bytes.saturating_sub(cost)),
            )?;
        }
        Ok(())
    }

    /// Counts anew, in a file that was written before anybody counted.
    pub(super) fn count<'n>(
        &mut self,
        records: impl Iterator<Item = Result<(Vec<u8>, u64), Error>> + 'n,
    ) -> Result<(), Error> {
        let mut shares: BTreeMap<Vec<u8>, (u64, u64)> = BTreeMap::new();
        for record in records {
            let (name, cost) = record?;
            for group in [group(&name), ALL] {
                let share = shares.entry(group.to_vec()).or_default();
                *share = (share.0 + 1, share.1 + cost);
            }
        }
        for (group, share) in shares {
            self.write(&group, share)?;
        }
        Ok(())
    }
}

/// The part of a name before the zero byte.
fn group(name: &[u8]) -> &[u8] {
    name.split(|byte| *byte == 0).next().unwrap_or_default()
}

#[cfg(test)]
pub(super) fn forget(writing: &WriteTransaction) -> Result<(), Error> {
    writing.delete_table(GROUPS)?;
    Ok(())
}
