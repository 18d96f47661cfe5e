//! The connection for everything but reading changes.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::TcpSettings;
use redis::{Client, IntoConnectionInfo, RedisError, RedisResult};

use crate::store::attempts::ATTEMPT;

/// A connection that all operations share. The client makes a new one where it was closed; this
/// does so too where it is open and leads nowhere: a network that was lost tells nobody, and a
/// server that hands over to another one keeps its connections.
pub(super) struct Link {
    client: Client,
    current: Mutex<Current>,
}

struct Current {
    /// Counts connections: of many operations that fail on one, the first replaces it.
    number: u64,
    connection: ConnectionManager,
}

/// A client for a URL. What it writes is sent at once: an operation that waits for the
/// acknowledgement of another one waits 40 ms.
pub(super) fn client(url: &str) -> RedisResult<Client> {
    let info = url.into_connection_info()?;
    Client::open(info.set_tcp_settings(TcpSettings::default().set_nodelay(true)))
}

impl Link {
    pub(super) async fn open(client: Client) -> RedisResult<Self> {
        let connection = ConnectionManager::new_with_config(client.clone(), config()).await?;
        Ok(Self {
            client,
            current: Mutex::new(Current {
                number: 0,
                connection,
            }),
        })
    }

    #[cfg(feature = "tasks-redis")]
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) async fn ask<T, F>(&self, ask: impl FnOnce(ConnectionManager) -> F) -> RedisResult<T>
    where
        F: Future<Output = RedisResult<T>>,
    {
        let (number, connection) = {
            let current = self.current();
            (current.number, current.connection.clone())
        };
        let answer = ask(connection).await;
        if answer.as_ref().is_err_and(leads_nowhere) {
            self.replace(number);
        }
        answer
    }

    /// Whoever comes next connects anew.
    fn replace(&self, number: u64) {
        let mut current = self.current();
        if current.number == number
            && let Ok(connection) =
                ConnectionManager::new_lazy_with_config(self.client.clone(), config())
        {
            *current = Current {
                number: number + 1,
                connection,
            };
        }
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn leads_nowhere(error: &RedisError) -> bool {
    error.is_timeout() || error.code() == Some("READONLY")
}

fn config() -> ConnectionManagerConfig {
    ConnectionManagerConfig::new()
        .set_connection_timeout(Some(ATTEMPT))
        .set_response_timeout(Some(ATTEMPT))
        .set_number_of_retries(1)
        .set_min_delay(Duration::from_millis(50))
        .set_max_delay(Duration::from_millis(500))
        // Commands are sent at once, and no more of them wait than there are calls.
        .set_pipeline_buffer_size(1024)
}
