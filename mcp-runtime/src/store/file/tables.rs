//! The tables of the file.

use std::ops::Bound;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use redb::{Database, Error, ReadableTable, Table, TableDefinition, WriteTransaction};

use super::shares::{Bounds, Shares, cost};
use crate::store::{Condition, Full, Key, Record, Revision};

/// The version of the tables below, and of those that say how much each group has.
pub(super) const VERSION: u64 = 2;

/// The version before anybody counted how much each group has.
const UNCOUNTED: u64 = 1;

/// By name: revision, end in milliseconds since 1970, bytes.
const RECORDS: TableDefinition<'_, &[u8], (u64, u64, &[u8])> = TableDefinition::new("records");

/// Ends, with the names of what ends.
const ENDS: TableDefinition<'_, (u64, &[u8]), ()> = TableDefinition::new("ends");

/// `version`, and `revision`: the last one that was given.
const NUMBERS: TableDefinition<'_, &str, u64> = TableDefinition::new("numbers");

/// The name of a record: its group and its id, which have no zero byte, with one between them.
pub(super) fn name(key: &Key) -> Vec<u8> {
    [key.group().as_bytes(), key.id().as_bytes()].join(&0)
}

/// The time of day, in milliseconds since 1970: the only one that there is after a restart, too.
pub(super) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        })
}

fn after(ttl: Duration) -> u64 {
    now().saturating_add(u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX))
}

/// Creates the tables unless they exist, and returns their version.
pub(super) fn make(database: &Database) -> Result<u64, Error> {
    let writing = database.begin_write()?;
    let version = {
        let mut numbers = writing.open_table(NUMBERS)?;
        let found = numbers.get("version")?.map(|version| version.value());
        match found {
            Some(UNCOUNTED) => {
                count(&writing)?;
                numbers.insert("version", VERSION)?;
                VERSION
            }
            Some(version) => version,
            None => {
                numbers.insert("version", VERSION)?;
                writing.open_table(RECORDS)?;
                writing.open_table(ENDS)?;
                Shares::of(&writing)?;
                VERSION
            }
        }
    };
    writing.commit()?;
    Ok(version)
}

fn count(writing: &WriteTransaction) -> Result<(), Error> {
    let records = writing.open_table(RECORDS)?;
    let costs = records.iter()?.map(|record| {
        let (name, record) = record?;
        let name = name.value().to_vec();
        let cost = cost(&name, record.value().2.len());
        Ok((name, cost))
    });
    Shares::of(writing)?.count(costs)
}

/// A record, and its end.
pub(super) fn read(database: &Database, name: &[u8]) -> Result<Option<(Record, u64)>, Error> {
    let records = database.begin_read()?.open_table(RECORDS)?;
    let Some(found) = records.get(name)? else {
        return Ok(None);
    };
    let (revision, end, value) = found.value();
    let record = || Record {
        value: Bytes::copy_from_slice(value),
        revision: Revision(revision),
    };
    Ok((end > now()).then(|| (record(), end)))
}

/// The ids after a name, of the group that is its first `group` bytes.
pub(super) fn list(
    database: &Database,
    after: &[u8],
    group: usize,
    limit: usize,
) -> Result<Vec<String>, Error> {
    let records = database.begin_read()?.open_table(RECORDS)?;
    let now = now();
    let mut ids = Vec::new();
    for entry in records.range::<&[u8]>((Bound::Excluded(after), Bound::Unbounded))? {
        let (name, record) = entry?;
        let Some(id) = name
            .value()
            .strip_prefix(&after[..group])
            .filter(|_| ids.len() < limit)
        else {
            break;
        };
        if record.value().1 > now {
            ids.push(String::from_utf8_lossy(id).into_owned());
        }
    }
    Ok(ids)
}

/// The tables, while they are written.
pub(super) struct Writing<'txn> {
    records: Table<'txn, &'static [u8], (u64, u64, &'static [u8])>,
    ends: Table<'txn, (u64, &'static [u8]), ()>,
    numbers: Table<'txn, &'static str, u64>,
    shares: Shares<'txn>,
    bounds: &'txn Bounds,
}

/// The outcome of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// It was done. This is the record's revision from now on, or the last one of a removed record.
    Done(Revision),
    /// Nothing, since the condition didn't hold, or there was no record.
    Nothing,
    /// Nothing, for want of room.
    Full(Full),
}

impl From<Option<Revision>> for Written {
    fn from(done: Option<Revision>) -> Self {
        done.map_or(Self::Nothing, Self::Done)
    }
}

/// A record that is there, whether or not it is past its end.
struct Found {
    revision: Revision,
    end: u64,
    cost: u64,
}

impl<'txn> Writing<'txn> {
    pub(super) fn of(
        transaction: &'txn WriteTransaction,
        bounds: &'txn Bounds,
    ) -> Result<Self, Error> {
        let (records, ends) = (
            transaction.open_table(RECORDS)?,
            transaction.open_table(ENDS)?,
        );
        Ok(Self {
            records,
            ends,
            numbers: transaction.open_table(NUMBERS)?,
            shares: Shares::of(transaction)?,
            bounds,
        })
    }

    fn found(&self, name: &[u8]) -> Result<Option<Found>, Error> {
        let found = self.records.get(name)?;
        Ok(found.map(|found| {
            let (revision, end, value) = found.value();
            Found {
                revision: Revision(revision),
                end,
                cost: cost(name, value.len()),
            }
        }))
    }

    fn living(&self, name: &[u8]) -> Result<Option<Found>, Error> {
        Ok(self.found(name)?.filter(|found| found.end > now()))
    }

    /// Removes a record, whether or not it has expired.
    fn take(&mut self, name: &[u8]) -> Result<(), Error> {
        if let Some(Found { end, cost, .. }) = self.found(name)? {
            self.records.remove(name)?;
            self.ends.remove((end, name))?;
            self.shares.remove(name, cost)?;
        }
        Ok(())
    }

    pub(super) fn put(
        &mut self,
        name: &[u8],
        value: &[u8],
        ttl: Duration,
        on: Condition,
    ) -> Result<Written, Error> {
        let there = self.living(name)?;
        if let Condition::Room(most) = on
            && self.shares.records(name)? >= most as u64
        {
            self.clear(usize::MAX)?;
        }
        let of_group = self.shares.records(name)?;
        let revision = there.as_ref().map(|there| there.revision);
        if !on.holds(revision, |most| of_group < most as u64) {
            return Ok(Written::Nothing);
        }
        let cost = cost(name, value.len());
        let more = cost.saturating_sub(there.map_or(0, |there| there.cost));
        if self.shares.full(name, more, self.bounds)?.is_some() {
            self.clear(usize::MAX)?;
        }
        if let Some(full) = self.shares.full(name, more, self.bounds)? {
            return Ok(Written::Full(full));
        }
        self.take(name)?;
        let revision = self
            .numbers
            .get("revision")?
            .map_or(1, |last| last.value() + 1);
        self.numbers.insert("revision", revision)?;
        let end = after(ttl);
        self.records.insert(name, (revision, end, value))?;
        self.ends.insert((end, name), ())?;
        self.shares.add(name, cost)?;
        Ok(Written::Done(Revision(revision)))
    }

    pub(super) fn extend(&mut self, name: &[u8], ttl: Duration) -> Result<Option<Revision>, Error> {
        let Some(Found {
            revision, end: old, ..
        }) = self.living(name)?
        else {
            return Ok(None);
        };
        let value = self
            .records
            .get(name)?
            .map(|found| found.value().2.to_vec())
            .unwrap_or_default();
        let end = after(ttl);
        self.records.insert(name, (revision.0, end, &*value))?;
        self.ends.remove((old, name))?;
        self.ends.insert((end, name), ())?;
        Ok(Some(revision))
    }

    pub(super) fn remove(&mut self, name: &[u8]) -> Result<Option<Revision>, Error> {
        let living = self.living(name)?;
        self.take(name)?;
        Ok(living.map(|living| living.revision))
    }

    /// Removes expired records, at most this many.
    pub(super) fn clear(&mut self, most: usize) -> Result<(), Error> {
        let ended = self.ends.range(..(now(), &[][..]))?.take(most);
        let ended: Vec<Vec<u8>> = ended
            .map(|entry| entry.map(|(end, _)| end.value().1.to_vec()))
            .collect::<Result<_, _>>()?;
        for name in ended {
            self.take(&name)?;
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn count(database: &Database) -> Result<(u64, u64), Error> {
        use redb::ReadableTableMetadata;
        let reading = database.begin_read()?;
        Ok((
            reading.open_table(RECORDS)?.len()?,
            reading.open_table(ENDS)?.len()?,
        ))
    }
}

/// Makes a file one of before anybody counted.
#[cfg(test)]
pub(super) fn uncount(database: &Database) -> Result<(), Error> {
    let writing = database.begin_write()?;
    writing.open_table(NUMBERS)?.insert("version", UNCOUNTED)?;
    super::shares::forget(&writing)?;
    writing.commit()?;
    Ok(())
}
