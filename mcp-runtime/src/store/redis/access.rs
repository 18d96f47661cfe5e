//! The way to a store's Redis, for what else than records is kept there.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, FromRedisValue, RedisResult, ScriptInvocation};

use super::failure;
use super::link::Link;
use crate::store::StoreError;
use crate::store::attempts::{ATTEMPT, Done, attempts};

/// A store's connection and the prefix of its keys.
#[derive(Clone)]
pub(crate) struct RedisAccess {
    pub(super) link: Arc<Link>,
    pub(super) prefix: String,
}

impl fmt::Debug for RedisAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisAccess")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl RedisAccess {
    pub(crate) fn key(&self, name: &str) -> String {
        format!("{}:{name}", self.prefix)
    }

    /// Runs a script that does no harm where an earlier attempt has done it.
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        doing: &'static str,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, StoreError> {
        attempts(doing, || async {
            self.link
                .ask(async |mut connection| script.invoke_async(&mut connection).await)
                .await
                .map(Done::Sure)
                .map_err(failure)
        })
        .await
    }

    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        attempts("answering a ping", || async {
            self.link
                .ask(async |mut connection| redis::cmd("PING").exec_async(&mut connection).await)
                .await
                .map(Done::Sure)
                .map_err(failure)
        })
        .await
    }

    /// Lets a connection that waits for something go on without it, if Redis allows that.
    pub(crate) async fn unblock(&self, client: i64) {
        let unblock = redis::cmd("CLIENT").arg(("UNBLOCK", client)).take();
        let asked = self
            .link
            .ask(async |mut connection| unblock.exec_async(&mut connection).await)
            .await;
        if let Err(error) = asked {
            tracing::debug!("a connection waits for its time: {error}");
        }
    }

    /// A connection for commands that wait in Redis for so long.
    pub(crate) async fn waiting(&self, time: Duration) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(ATTEMPT))
            .set_response_timeout(Some(time + ATTEMPT));
        self.link
            .client()
            .get_multiplexed_async_connection_with_config(&config)
            .await
    }
}
