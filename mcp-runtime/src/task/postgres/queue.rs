//! Legs in a queue of PGMQ. A message is a worker's own while the number of its delivery stays what
//! it was: PGMQ counts that, and it counts one more for whoever takes it over.

use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::types::ToSql;

use super::reader::Reader;
use super::statements::{KNOWN, NAME, Statements, create, seconds};
use crate::store::{PostgresAccess, StoreError};
use crate::task::Leg;
use crate::task::fleet::{self, Entry, MOST, written};

const NO_PGMQ: &str = "it has no PGMQ, which brings tasks to workers: `CREATE EXTENSION pgmq` \
                       where it is offered, or run pgmq.sql of https://github.com/pgmq/pgmq once";

/// The queue, as workers and servers change it.
#[derive(Debug)]
pub(super) struct Queue {
    access: PostgresAccess,
    name: String,
    statements: Statements,
}

impl Queue {
    /// The queue of a store, which is created unless it is there.
    pub(super) async fn open(access: PostgresAccess) -> Result<Self, StoreError> {
        const DOING: &str = "opening the queue of tasks";
        let wrong = |error| StoreError::new(DOING, error);
        let name = access.rows(DOING, NAME, &[]).await?;
        let name: String = name[0].try_get(0).map_err(wrong)?;
        let known = access.rows(DOING, KNOWN, &[&name]).await?;
        let is_there = known[0].try_get(0).map_err(wrong)?;
        let has_pgmq: bool = known[0].try_get(1).map_err(wrong)?;
        match (is_there, has_pgmq) {
            (true, _) => {}
            (false, true) => drop(access.rows(DOING, &create(&name), &[]).await?),
            (false, false) => return Err(StoreError::new(DOING, NO_PGMQ)),
        }
        Ok(Self {
            statements: Statements::of(&name),
            access,
            name,
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) async fn send(&self, leg: &Leg) -> Result<(), StoreError> {
        const DOING: &str = "queueing a task's work";
        let leg = written(leg).map_err(|e| StoreError::new(DOING, e))?;
        let statement = &self.statements.send;
        let rows = self
            .access
            .rows(DOING, statement, &[&self.name, &leg, &i64::from(MOST)])
            .await?;
        match rows.first().map(|row| row.try_get(0)) {
            Some(Ok(true)) => Ok(()),
            _ => Err(StoreError::new(
                DOING,
                format!("{MOST} tasks are queued, and too few workers take them"),
            )),
        }
    }

    pub(super) async fn ping(&self) -> Result<(), StoreError> {
        self.ask("answering a ping", &self.statements.ping, &[])
            .await
    }

    async fn ask(
        &self,
        doing: &'static str,
        statement: &str,
        with: &[&(dyn ToSql + Sync)],
    ) -> Result<(), StoreError> {
        self.access.rows(doing, statement, with).await.map(drop)
    }
}

impl fleet::Queue for Queue {
    const KEPT_BY: &'static str = "PostgreSQL";

    type Id = i64;
    type Reader = Reader;

    async fn open(self: &Arc<Self>, _: &str, silence: Duration) -> Result<Reader, crate::Error> {
        let listening = self
            .access
            .listen(&self.name, &self.statements.read)
            .await?;
        Ok(Reader::new(listening, self.name.clone(), silence))
    }

    /// It is no longer visible: the same leg may be queued again.
    async fn take(&self, _: &[Entry<i64>]) -> Result<(), StoreError> {
        Ok(())
    }

    async fn beat(
        &self,
        _: &str,
        entries: &[Entry<i64>],
        silence: Duration,
    ) -> Result<(), StoreError> {
        let ids: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let deliveries: Vec<i32> = entries.iter().map(delivery).collect();
        let seconds = seconds(silence);
        self.ask(
            "keeping a task's work",
            &self.statements.beat,
            &[&self.name, &ids, &deliveries, &seconds],
        )
        .await
    }

    async fn finish(&self, _: &str, entry: &Entry<i64>) -> Result<(), StoreError> {
        self.ask(
            "ending a task's work",
            &self.statements.finish,
            &[&self.name, &entry.id, &delivery(entry)],
        )
        .await
    }

    async fn put_back(&self, _: &str, entry: &Entry<i64>) -> Result<(), StoreError> {
        self.ask(
            "giving a task's work back",
            &self.statements.put_back,
            &[&self.name, &entry.id, &delivery(entry)],
        )
        .await
    }

    /// PGMQ knows no workers.
    async fn leave(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }
}

fn delivery(entry: &Entry<i64>) -> i32 {
    entry.times.cast_signed()
}
