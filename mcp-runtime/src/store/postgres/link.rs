//! The connections to a database, and what their errors mean.

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Config, Statement};

use super::super::attempts::{ATTEMPT, Failure};
use super::tls::Tls;

/// Connections at a time, beside those that listen.
const CONNECTIONS: usize = 16;

pub(super) fn pool(config: &Config, tls: Tls) -> Result<Pool, Failure> {
    let manager = Manager::from_config(
        config.clone(),
        tls,
        ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        },
    );
    let pool = Pool::builder(manager)
        .max_size(CONNECTIONS)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(ATTEMPT))
        .create_timeout(Some(ATTEMPT))
        .recycle_timeout(Some(ATTEMPT));
    pool.build().map_err(|e| Failure {
        error: e.into(),
        again: false,
        doubt: false,
    })
}

pub(super) async fn connection(pool: &Pool) -> Result<Object, Failure> {
    pool.get().await.map_err(|e| match e {
        // Nothing was asked yet.
        PoolError::Backend(e) => Failure {
            doubt: false,
            ..failure(e)
        },
        e => Failure {
            again: !matches!(e, PoolError::Closed | PoolError::NoRuntimeSpecified),
            doubt: false,
            error: e.into(),
        },
    })
}

/// Asks by a statement that is prepared once a connection.
pub(super) async fn ask<T>(
    pool: &Pool,
    statement: &str,
    ask: impl AsyncFnOnce(&Object, &Statement) -> Result<T, tokio_postgres::Error>,
) -> Result<T, Failure> {
    let connection = connection(pool).await?;
    let asked = timeout(ATTEMPT, async {
        let statement = connection.prepare_cached(statement).await?;
        ask(&connection, &statement).await
    });
    match asked.await {
        Ok(answer) => answer.map_err(failure),
        Err(_) => {
            // Whoever comes next shall not wait for it.
            drop(Object::take(connection));
            Err(Failure {
                error: format!("no answer within {ATTEMPT:?}").into(),
                again: true,
                doubt: true,
            })
        }
    }
}

pub(super) fn failure(error: tokio_postgres::Error) -> Failure {
    let passing = [
        &SqlState::ADMIN_SHUTDOWN,
        &SqlState::CRASH_SHUTDOWN,
        &SqlState::CANNOT_CONNECT_NOW,
        &SqlState::TOO_MANY_CONNECTIONS,
        &SqlState::T_R_SERIALIZATION_FAILURE,
        &SqlState::T_R_DEADLOCK_DETECTED,
    ];
    // With an error that the database itself reports, the work was rolled back; any other error is
    // the connection's.
    let code = error.code();
    let (again, doubt) = (
        code.is_none_or(|code| passing.contains(&code)),
        code.is_none(),
    );
    Failure {
        again,
        doubt,
        error: explained(&error).into(),
    }
}

/// An error with its cause, which its own message leaves out.
pub(super) fn explained(error: &tokio_postgres::Error) -> String {
    let told = std::error::Error::source(error)
        .map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"));
    // What was prepared on a connection is there only where the next query comes to the same one.
    let of_a_pooler = [
        &SqlState::INVALID_SQL_STATEMENT_NAME,
        &SqlState::DUPLICATE_PSTATEMENT,
    ];
    match error.code() {
        Some(code) if of_a_pooler.contains(&code) => format!("{told}; {POOLER}"),
        _ => told,
    }
}

const POOLER: &str = "a pooler seems to give each transaction another connection: let it keep one \
    for each client (PgBouncer's `pool_mode = session`), or connect to the database itself";
