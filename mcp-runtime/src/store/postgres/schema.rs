//! The tables, and their version.

use tokio_postgres::Config;

use super::super::attempts::Failure;
use super::link::failure;
use super::tls::Tls;

/// The version of the tables that [`SCHEMA`] creates. A later version of this crate that needs
/// other tables migrates them, one version after the other.
const VERSION: i32 = 1;

const SCHEMA: &str = include_str!("schema.sql");

/// Of an advisory lock: whoever holds it looks after the tables. (Locks have numbers; this one is
/// "mcp schema", more or less.)
const LOCK: &str = "SELECT pg_advisory_xact_lock(19870325, 1)";

/// Makes the tables, unless they are there.
pub(super) async fn make(config: &Config, tls: Tls) -> Result<(), Failure> {
    let (mut client, connection) = config.connect(tls).await.map_err(failure)?;
    let making = async move {
        let transaction = client.transaction().await.map_err(failure)?;
        // Of many instances that start at once, one makes them, and the others wait.
        transaction.batch_execute(LOCK).await.map_err(failure)?;
        let known = transaction
            .query_one("SELECT to_regclass('mcp_version') IS NOT NULL", &[])
            .await
            .map_err(failure)?;
        if !known.get::<_, bool>(0) {
            transaction.batch_execute(SCHEMA).await.map_err(failure)?;
            return transaction.commit().await.map_err(failure);
        }
        let version: i32 = transaction
            .query_one("SELECT version FROM mcp_version", &[])
            .await
            .map_err(failure)?
            .get(0);
        if version == VERSION {
            return Ok(());
        }
        let why = format!(
            "its tables have version {version}, and this program knows version {VERSION}; use a \
             later mcp-runtime"
        );
        Err(Failure {
            error: why.into(),
            again: false,
            doubt: false,
        })
    };
    tokio::select! {
        made = making => made,
        // It only ends by itself when it is lost.
        lost = connection => Err(lost.map_or_else(failure, |()| Failure { error: "the connection was closed".into(), again: true, doubt: false })),
    }
}
