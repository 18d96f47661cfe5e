//! The engines that many instances share, each on a real database.

use std::time::Duration;

use mcp_runtime::store::{PostgresStore, RedisStore};
use mcp_runtime::task::{
    CancellationToken, Dispatch, DispatchError, Leg, PostgresDispatch, RedisDispatch, Work,
};
use mcp_test_services::Database;

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Engine {
    Redis,
    Postgres,
}

/// An engine of either kind.
pub(crate) enum Opened {
    Redis(RedisDispatch),
    Postgres(PostgresDispatch),
}

impl Engine {
    pub(crate) fn start(self) -> Database {
        match self {
            Self::Redis => Database::redis(),
            Self::Postgres => Database::postgres_with_pgmq(),
        }
    }

    pub(crate) fn of(database: &Database) -> Self {
        match database.url().starts_with("redis") {
            true => Self::Redis,
            false => Self::Postgres,
        }
    }
}

impl Opened {
    /// By a URL, with workers that may be silent for so long.
    pub(crate) async fn by(url: &str, silence: Duration) -> Self {
        if url.starts_with("redis") {
            let store = RedisStore::connect(url).await.expect("it runs");
            return Self::Redis(RedisDispatch::new(&store).silence(silence));
        }
        let store = PostgresStore::connect(url).await.expect("it runs");
        let engine = PostgresDispatch::open(&store).await.expect("it has PGMQ");
        Self::Postgres(engine.silence(silence))
    }
}

impl Dispatch for Opened {
    async fn send(&self, leg: Leg) -> Result<(), DispatchError> {
        match self {
            Self::Redis(engine) => engine.send(leg).await,
            Self::Postgres(engine) => engine.send(leg).await,
        }
    }

    async fn serve(&self, work: Work, at_once: usize, stop: CancellationToken) {
        match self {
            Self::Redis(engine) => engine.serve(work, at_once, stop).await,
            Self::Postgres(engine) => engine.serve(work, at_once, stop).await,
        }
    }

    fn takes_over(&self) -> bool {
        match self {
            Self::Redis(engine) => engine.takes_over(),
            Self::Postgres(engine) => engine.takes_over(),
        }
    }

    async fn ping(&self) -> Result<(), DispatchError> {
        match self {
            Self::Redis(engine) => engine.ping().await,
            Self::Postgres(engine) => engine.ping().await,
        }
    }
}
